-- What accounts wish for. A wish has one fate for all who have it; once delivered, nobody asks again.
create or replace table story.wishes as
select
    wish_no,
    wish,
    fate,
    if(
        fate = 'delivered',
        getvariable('first_day')
        + ((0.3 + 0.65 * dice(wish_no, 'delivered'))
            * (getvariable('last_day') - getvariable('first_day')))::int,
        null
    )::timestamp + interval 9 hours as delivered_at,
from (values
    (1, 'single sign-on', 'delivered'), (2, 'audit log', 'delivered'),
    (3, 'dark mode', 'delivered'), (4, 'bulk edit', 'delivered'),
    (5, 'calendar view', 'delivered'), (6, 'mobile app', 'planned'),
    (7, 'custom roles', 'planned'), (8, 'scheduled exports', 'planned'),
    (9, 'gantt charts', 'open'), (10, 'time tracking', 'open'), (11, 'webhooks', 'open'),
    (12, 'data residency', 'open'), (13, 'on-premises edition', 'declined'),
    (14, 'white label', 'declined')
) as wishes (wish_no, wish, fate);

-- Who leaves for a missing feature has asked for one.
create or replace table raw.feature_requests as
with service_months as (
    select distinct
        account_no,
        unnest(generate_series(
            from_at::date::timestamp, least(coalesce(to_at, getvariable('cutoff')), getvariable('cutoff')),
            interval 30 days
        )) as month_at,
    from story.spells
    where state = 'active' and from_at < getvariable('cutoff')
),

asked as (
    select
        service_months.account_no,
        service_months.account_no::bigint * 10000 + (month_at::date - date '2000-01-01')
            as request_no,
        month_at + to_minutes(between_whole(0, 30 * 1440 - 1, dice(request_no, 'asked')))
            as requested_at,
        between_whole(1, 14, dice(request_no, 'wish')) as wish_no,
    from service_months
    left join story.departures
        on departures.account_no = service_months.account_no
        and departures.cause = 'missing_feature'
        and service_months.month_at between departures.left_at - interval 180 days
            and departures.left_at - interval 30 days
    where
        dice(request_no, 'request') < if(departures.account_no is null, 0.06, 0.4)
)

select
    'req_' || lower(to_base(request_no, 36)) as request_id,
    account_key(account_no) as account_id,
    wish as feature,
    requested_at,
    fate as status,
    delivered_at,
from asked
inner join story.wishes using (wish_no)
where
    requested_at < getvariable('cutoff')
    and requested_at < coalesce(delivered_at, timestamp '9999-01-01');
