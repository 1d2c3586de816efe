-- Windows are made of parts of weeks, and today's of parts that are cut for it. Counted day by day
-- instead, an account's last 28 days hold the same; if they do not, its health of today is wrong.
with counted_by_day as (
    select * from {{ ref('int_usage__accounts') }}
    where events_28_days > 0
),

measured as (
    select * from {{ ref('int_usage__account_measures') }}
    where measured_on = {{ as_of_date() }}
)

select
    counted_by_day.account_id,
    counted_by_day.events_28_days,
    counted_by_day.active_users_28_days,
    measured.events_28_days as measured_events,
    measured.active_users_28_days as measured_users
from measured
inner join counted_by_day
    on measured.account_id = counted_by_day.account_id
where
    measured.events_28_days <> counted_by_day.events_28_days
    or measured.active_users_28_days <> counted_by_day.active_users_28_days
    or measured.last_active_on <> counted_by_day.last_active_on
