-- The usage events that occur from slice_from up to slice_to (dates, variables), as story.events.
create or replace table story.service_days as
with running as (
    select
        account_no,
        greatest(from_at::date, getvariable('slice_from')) as first_on,
        least(coalesce(to_at::date, getvariable('slice_to')), getvariable('slice_to')) as stop_on,
    from story.spells
    where state in ('trialing', 'active', 'past_due')
),

account_days as (
    select distinct
        account_no,
        first_on + unnest(range(0, (stop_on - first_on)::int))::int as day,
    from running
    where first_on < stop_on
)

select
    account_days.account_no,
    days.*,
    -- Use ebbs away in the last seventy days before an account leaves of its own will.
    coalesce(
        use_left + (1 - use_left) * (departures.left_on - account_days.day) / 70.0, 1
    ) as ebb,
    coalesce(account_days.day >= departures.champion_quiet_from, false) as is_champion_quiet,
    plans.account_no is not null as is_near_upgrade,
    coalesce((account_days.day - analytics.from_on) / 56.0, 0) as export_rise,
from account_days
inner join story.days on days.day = account_days.day
left join story.departures
    on departures.account_no = account_days.account_no
    and account_days.day >= departures.left_on - 69
    and account_days.day < departures.left_on
left join story.approaches as plans
    on plans.account_no = account_days.account_no
    and plans.kind = 'plan'
    and account_days.day >= plans.from_on
    and account_days.day < plans.to_on
left join story.approaches as analytics
    on analytics.account_no = account_days.account_no
    and analytics.kind = 'analytics'
    and account_days.day >= analytics.from_on
    and account_days.day < analytics.to_on;

-- Some accounts have a slack month that means nothing. Neglect in the second to the fourth month of a
-- customer means something, and so does an account that never begins.
create or replace table story.user_days as
with willing as (
    select
        users.account_no,
        users.user_code,
        service_days.day,
        service_days.day_no,
        service_days.is_offline,
        service_days.lag_days,
        users.user_no * 2048 + service_days.day_no as user_day,
        never_begins
        or (
            is_neglected
            and service_days.day >= customer_on + interval 1 month
            and service_days.day < customer_on + interval 4 months
        ) as is_neglecting,
        0.0398 * accounts.intensity * weekday_factor
        * ebb
        * presence
        * case when not is_champion then 1 when is_champion_quiet then 0 else 3 end
        * case when never_begins then 0.35 when is_neglecting then 0.45 else 1 end
        * if(
            dice(users.account_no * 1000 + service_days.day_no // 30, 'slack') < 0.03, 0.4, 1
        ) as willingness,
        service_days.day >= automations_from as has_automations,
        service_days.day >= integrations_from as has_integrations,
        service_days.day >= invitations_from as has_invitations,
        exports_reports,
        coalesce(service_days.day < customer_on + 90, true) as is_new,
        is_near_upgrade,
        export_rise,
        attends_webinars,
        reads_guides,
        posts_in_community,
        clicks_messages,
        completes_tutorials
        and service_days.day >= customer_on
        and service_days.day < customer_on + 60 as is_learning,
    from story.service_days
    inner join story.users
        on users.account_no = service_days.account_no
        and users.created_at < service_days.day
        and service_days.day < coalesce(users.deactivated_at, date '9999-01-01')
    inner join story.accounts on accounts.account_no = users.account_no
    inner join story.habits on habits.account_no = users.account_no
)

select
    account_key(account_no) as account_id,
    'u' || user_code as user_id,
    user_code || lower(to_base(day_no, 36, 2)) as user_day_code,
    user_day,
    day,
    is_offline,
    lag_days,
    5 + floor(26 * pow(dice(user_day, 'events'), 2))::int as events,
    7 * 3600 + between_whole(0, 9 * 3600, dice(user_day, 'hour')) as first_second,
    between_whole(20, 240, dice(user_day, 'pace')) as pace,
    is_neglecting,
    is_offline and dice(user_day, 'phone') < 0.25 as is_late,
    has_automations,
    has_integrations,
    has_invitations,
    exports_reports,
    is_new,
    is_near_upgrade,
    export_rise,
    -- What else is done on the day: badges come with much activity alone.
    list_filter([
        if(attends_webinars and dice(user_day, 'webinar') < 0.03, 30, null),
        if(reads_guides and dice(user_day, 'guide') < 0.05, 31, null),
        if(posts_in_community and dice(user_day, 'community') < 0.06, 32, null),
        if(clicks_messages and dice(user_day, 'message') < 0.06, 33, null),
        if(events >= 22 and dice(user_day, 'badge') < 0.2, 34, null),
        if(is_learning and dice(user_day, 'tutorial') < 0.3, 35, null)
    ], lambda place: place is not null) as programs,
from willing
where dice(user_day, 'active') < willingness;

create or replace table story.events as
with acted as (
    select
        * exclude (programs),
        unnest(list_concat(range(0, events), programs)) as place,
        user_day * 32 + place as event_no,
    from story.user_days
),

rolled as (
    select
        *,
        -- Bursts: a day's work is up to four things, done again and again. Who hardly ever comes
        -- looks around instead, so that a month of neglect sees no fewer features.
        if(
            is_neglecting,
            floor(10 * dice(event_no, 'task')),
            floor(4 * pow(dice(event_no, 'task'), 2))
        )::int as task,
        dice(user_day * 16 + task, 'what') as what,
        floor(20 * pow(what, 2.2))::int as rolled_no,
        dice(event_no, 'much') as much,
        dice(event_no, 'fault') as fault,
        if(is_near_upgrade, dice(user_day * 16 + task, 'near'), 1) as near,
        if(export_rise > 0, dice(event_no, 'export') / export_rise, 1) as export_chance,
    from acted
),

named as (
    select
        *,
        -- An account without a feature looks at its dashboard instead; who tries one out in the
        -- first ninety days looks less at the dashboard.
        case
            when place >= 30 then place
            when near < 0.2 then 11
            when near < 0.4 then 14
            when export_chance < 0.25 then 10
            when rolled_no = 0 then case
                when is_new and has_automations and what < 0.025 then 16
                when is_new and has_integrations and what between 0.025 and 0.05 then 14
                when is_new and has_invitations and what between 0.05 and 0.075 then 17
                when exports_reports and what between 0.075 and 0.09 then 10
                else 0
            end
            when rolled_no = 10 then if(exports_reports, 10, 0)
            when rolled_no = 11 then if(has_automations, 11, 0)
            when rolled_no = 13 then if(has_integrations, 13, 0)
            when rolled_no = 14 then if(has_integrations, 14, 0)
            when rolled_no = 16 then if(has_automations, 16, 0)
            when rolled_no = 17 then if(has_invitations, 17, 0)
            else rolled_no
        end as name_no,
    from rolled
)

select
    -- At most thirty things a day and six programs: one more character tells them apart.
    user_day_code || '0123456789abcdefghijklmnopqrstuvwxyz'[place + 1] as event_id,
    account_id,
    user_id,
    event_name,
    day::timestamp + to_seconds(first_second + place * pace + floor(what * 1000)::int % pace)
        as occurred_at,
    case
        when fault between 0.0002 and 0.0003 then -1
        -- Calls of the API come in batches.
        when named.name_no = 13 then 5 + floor(200 * much * much)
        when much < 0.15 then 1
        when much < 0.2 then floor(much * 1000)::int % 47 + 2
    end::decimal(20, 6) as quantity,
    case
        when much > 0.97 then '{"source": "mobile"}'
        when much > 0.93 then '{"source": "api", "version": 2}'
        when much > 0.85 then '{"source": "web"}'
    end as properties,
    if(is_late, day + lag_days, day) as arrived_on,
    is_offline and lag_days <= 2 and not is_late as can_come_again_late,
    lag_days,
    fault < 0.0001 as has_no_account,
    fault between 0.0002 and 0.0003 as is_negative,
    -- Delivered twice: on ordinary days at once, on offline days also a day or two later.
    fault between 0.0005 and if(is_offline, 0.0012, 0.00095) as is_repeated,
from named
inner join story.event_names on event_names.name_no = named.name_no;

create or replace table story.arrivals as
select
    event_id,
    if(has_no_account, null, account_id) as account_id,
    user_id,
    event_name,
    occurred_at,
    quantity,
    properties,
    arrived_on as day,
from story.events
union all
select
    event_id,
    account_id,
    user_id,
    event_name,
    occurred_at,
    quantity,
    properties,
    if(can_come_again_late, arrived_on + lag_days, arrived_on) as day,
from story.events
where is_repeated
order by day, occurred_at, event_id;

insert into truth.usage_days
select
    occurred_at::date as event_date,
    count(*) as events,
    count(distinct user_id) as users,
    count(distinct account_id) as accounts,
from story.events
where not has_no_account and not is_negative
group by event_date;

insert into story.usage_faults
select
    count(*) filter (is_repeated) as repeated,
    count(*) filter (has_no_account) as without_account,
    count(*) filter (is_negative) as negative,
    count(*) + count(*) filter (is_repeated) as delivered,
from story.events;
