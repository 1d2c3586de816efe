-- If this fails, the two daily tables of usage disagree: one of them missed a day.
with user_days as (
    select
        event_date,
        sum(events) as events
    from {{ ref('int_usage__user_days') }}
    group by event_date
),

event_days as (
    select
        event_date,
        sum(events) as events
    from {{ ref('int_usage__account_event_days') }}
    group by event_date
)

select
    event_days.event_date,
    event_days.events,
    user_days.events as events_of_known_users
from event_days
full outer join user_days
    on event_days.event_date = user_days.event_date
where coalesce(user_days.events, 0) > coalesce(event_days.events, 0)
