-- Visits to the website: some before a lead registers, the one in which it does, some afterwards, those
-- of trials, and those of people who never register.
create or replace table story.visitors as
with people as (
    select
        lead_no * 16 as visitor_no,
        lead_no,
        true as is_lead,
        registered_at,
    from story.leads
    where is_from_web
    union all
    select
        lead_no * 16 + stranger_no as visitor_no,
        lead_no,
        false,
        registered_at + to_days(between_whole(-45, 45, dice(visitor_no, 'seen'))),
    from story.leads
    cross join (values (1), (2), (3), (4)) as strangers (stranger_no)
)

select
    visitor_no,
    lead_no,
    is_lead,
    -- Somebody who never registers is first seen then.
    case
        when is_lead then registered_at
        when registered_at < getvariable('market_from')
            then registered_at + interval 60 days
        when registered_at >= getvariable('cutoff') then registered_at - interval 60 days
        else registered_at
    end as known_at,
from people;

create or replace table story.web_sessions as
with habits as (
    select
        leads.lead_no,
        leads.is_from_web,
        leads.is_converted,
        leads.registered_at,
        leads.trial_at,
        leads.uses_trial,
        leads.channel,
        leads.landing_page,
        least(
            getvariable('cutoff'),
            coalesce(departures.left_at, getvariable('cutoff')),
            if(is_converted, getvariable('cutoff'), registered_at + interval 50 days)
        ) as seen_until,
    from story.leads
    left join (
        select account_no, max(left_at) as left_at
        from story.departures
        group by account_no
    ) as departures on departures.account_no = leads.account_no and leads.is_converted
),

registering as (
    select
        lead_no * 16 as visitor_no, 0 as session_no, 'registering' as kind,
        registered_at as around_at, lead_no,
        channel as own_channel, landing_page as own_landing_page,
    from habits
    where is_from_web
),

earlier as (
    select
        lead_no * 16, number, 'earlier',
        registered_at - to_seconds(floor(
            3600 + 86400 * 30 * pow(dice(lead_no * 64 + number, 'before'), 2)
        )::int),
        lead_no,
        if(dice(lead_no * 64 + number, 'same') < 0.6, channel, null),
        null,
    from habits
    cross join (select unnest(range(1, 5)) as number)
    where is_from_web and number <= floor(5 * pow(dice(lead_no, 'visits'), 2))
),

later as (
    select
        lead_no * 16, 8 + number, 'later',
        registered_at + to_seconds(floor(
            7200 + dice(lead_no * 64 + number, 'after')
            * greatest(0, date_diff('second', registered_at, seen_until) - 14400)
        )::bigint),
        lead_no, null, null,
    from habits
    cross join (select unnest(range(0, 9)) as number)
    where number < floor(if(is_converted, 10, 3) * dice(lead_no, 'returns'))
),

-- Planted: the trial is used in its first week, or looked at once.
on_trial as (
    select
        lead_no * 16, 32 + number, 'trial',
        trial_at + to_seconds(
            if(number = 0, 60, between_whole(14400, 430000, dice(lead_no * 64 + number, 'tried')))
        ),
        lead_no, null, null,
    from habits
    cross join (select unnest(range(0, 8)) as number)
    where
        trial_at is not null
        and number <= if(uses_trial, 3 + floor(5 * dice(lead_no, 'tries')), 0)
),

strangers as (
    select
        visitor_no, number, 'stranger',
        known_at + to_seconds(floor(number * 86400 * 12 * dice(visitor_no * 8 + number, 'again'))::int),
        null, null, null,
    from story.visitors
    cross join (select unnest(range(0, 4)) as number)
    where not is_lead and number <= floor(3.6 * pow(dice(visitor_no, 'visits'), 2))
),

gathered as (
    from registering
    union all
    from earlier
    union all
    from later
    union all
    from on_trial
    union all
    from strangers
),

shaped as (
    select
        *,
        visitor_no * 64 + session_no as session_key,
        case kind
            when 'registering' then between_whole(3, 6, dice(session_key, 'pages'))
            when 'trial' then between_whole(2, 6, dice(session_key, 'pages'))
            else if(
                dice(session_key, 'bounces') < 0.45, 1, between_whole(2, 6, dice(session_key, 'pages'))
            )
        end as pages,
        between_whole(15, 80, dice(session_key, 'pace')) as pace,
        -- A lead registers by a click on the last page but one.
        if(
            kind = 'registering',
            around_at - to_seconds((pages - 2) * pace + pace // 2),
            around_at
        ) as started_at,
    from gathered
    where around_at < getvariable('cutoff') - interval 10 minutes
)

select
    session_key,
    visitor_no,
    lead_no,
    kind,
    pages,
    pace,
    started_at,
    case when kind in ('later', 'trial') then null else coalesce(own_channel, drawn.channel) end
        as channel,
    case kind
        when 'trial' then '/app'
        when 'later' then pick(['/docs', '/blog', '/login'], dice(session_key, 'landing'))
        else coalesce(
            own_landing_page,
            pick(
                ['/', '/', '/', '/', '/', '/', '/pricing', '/pricing', '/pricing',
                    '/lp/guide', '/lp/guide', '/lp/guide', '/lp/guide', '/lp/demo', '/lp/demo',
                    '/lp/demo', '/lp/calculator', '/lp/calculator', '/lp/calculator',
                    '/lp/calculator'],
                dice(session_key, 'landing')
            )
        )
    end as landing_page,
    -- On some days a tenth of the visits arrive a day late; never in the last days of the history.
    started_at < getvariable('cutoff') - interval 9 days
    and dice(started_at::date - date '2000-01-01', 'web late') < 0.05
    and dice(session_key, 'is late') < 0.1 as is_late,
from shaped
inner join story.channels as drawn
    on dice(session_key, 'channel') >= visit_from
    and dice(session_key, 'channel') < visit_to
where started_at >= getvariable('market_from');

-- What can be clicked, and where on the page it is.
create or replace table story.web_elements as
from (values
    (0, 'nav_features', 0.42, 0.03), (1, 'nav_pricing', 0.55, 0.03), (2, 'nav_login', 0.93, 0.03),
    (3, 'hero_start', 0.3, 0.35), (4, 'hero_video', 0.7, 0.35), (5, 'card_first', 0.2, 0.6),
    (6, 'card_second', 0.5, 0.6), (7, 'footer_about', 0.15, 0.96)
) as web_elements (element_no, element_id, x, y);
