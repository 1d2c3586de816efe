-- What the slices of usage events share: days on which events come late, and the names of events.
create or replace table story.days as
select
    day,
    (day - getvariable('first_day'))::int as day_no,
    -- The last days of the history hold nothing late; a lag of at most three days must fit before.
    day <= getvariable('last_day') - 9 and dice(day - date '2000-01-01', 'offline') < 1 / 12
        as is_offline,
    between_whole(1, 3, dice(day - date '2000-01-01', 'lag')) as lag_days,
    if(isodow(day) >= 6, 0.3, 1.12) as weekday_factor,
from (
    select unnest(generate_series(
        getvariable('first_day')::timestamp, getvariable('last_day')::timestamp, interval 1 day
    ))::date as day
);

-- The first names are the commonest by far.
create or replace table story.event_names as
select unnest(range(0, 20))::int as name_no, unnest([
    'dashboard.viewed', 'record.opened', 'record.edited', 'search.run', 'comment.added',
    'record.created', 'report.viewed', 'file.uploaded', 'board.moved', 'filter.saved',
    'report.exported', 'automation.run', 'member.mentioned', 'api.called', 'integration.synced',
    'template.used', 'automation.created', 'member.invited', 'settings.changed',
    'billing_page.viewed',
]) as event_name
union all
-- Help and habit: at most one of each on a day.
from (values
    (30, 'webinar.attended'), (31, 'guide.read'), (32, 'community.posted'),
    (33, 'message.clicked'), (34, 'badge.earned'), (35, 'tutorial.completed')
);

-- How accounts take to the product. Whoever stays is likelier to use the key features within ninety
-- days of becoming a customer than whoever leaves of its own will within thirteen months; others
-- start later or never. Reports are exported by large accounts and on the higher plans.
create or replace table story.habits as
with becoming_customers as (
    select
        spells.account_no,
        min(greatest(spells.from_at, item_versions.valid_from))::date as customer_on,
    from story.spells
    inner join story.item_versions
        on item_versions.account_no = spells.account_no
        and item_versions.subscription_no = spells.subscription_no
        and item_versions.item_no = 1
        and item_versions.period_price > 0
        and item_versions.valid_from < coalesce(spells.to_at, timestamp '9999-01-01')
        and spells.from_at < coalesce(item_versions.valid_to, timestamp '9999-01-01')
    where spells.state = 'active'
    group by spells.account_no
),

described as (
    select
        accounts.account_no,
        customer_on,
        bool_or(
            departures.is_voluntary and departures.left_on <= customer_on + interval 13 months
        ) as is_leaver,
        bool_or(departures.cause = 'onboarding') as never_begins,
        any_value(accounts.first_level) as first_level,
        any_value(accounts.first_seats) as first_seats,
    from story.accounts
    left join becoming_customers using (account_no)
    left join story.departures using (account_no)
    group by accounts.account_no, customer_on
),

drawn as (
    select
        *,
        case when is_leaver then 0.2 when customer_on is null then 0.45 else 0.7 end as early_share,
        [
            if(
                dice(account_no, 'early ' || feature) < early_share,
                date '1900-01-01',
                if(
                    dice(account_no, 'ever ' || feature) < 0.5,
                    customer_on + 90 + between_whole(0, 300, dice(account_no, 'later ' || feature)),
                    null
                )
            )
            for feature in ['automations', 'integrations', 'invitations']
        ] as used_from,
    from described
)

select
    account_no,
    customer_on,
    coalesce(is_leaver, false) as is_leaver,
    coalesce(used_from[1], date '9999-01-01') as automations_from,
    coalesce(used_from[2], date '9999-01-01') as integrations_from,
    coalesce(used_from[3], date '9999-01-01') as invitations_from,
    dice(account_no, 'exports')
    < if(first_level = 1, 0.15, 0.5) + if(first_seats >= 8, 0.4, 0) as exports_reports,
    -- Neglects the product in the second to the fourth month.
    coalesce(is_leaver, false) and dice(account_no, 'neglect') < 0.8 as is_neglected,
    -- Hardly uses the product from the start.
    coalesce(never_begins, false) as never_begins,
    -- Help that an account takes at all. Tutorials go with staying, in its first sixty days.
    dice(account_no, 'goes to webinars') < 0.35 as attends_webinars,
    dice(account_no, 'guides') < 0.7 as reads_guides,
    dice(account_no, 'community') < 0.2 as posts_in_community,
    dice(account_no, 'messages') < 0.85 as clicks_messages,
    dice(account_no, 'tutorials')
    < case when is_leaver then 0.05 when customer_on is null then 0.4 else 0.65 end
        as completes_tutorials,
from drawn;
