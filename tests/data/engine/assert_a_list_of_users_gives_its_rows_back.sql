-- If this fails, users of a day are lost between the daily events and the daily users.
with given as (
    select *
    from (
        values
        ('2026-01-01', 'b', 2),
        ('2026-01-01', 'a', 1),
        ('2026-01-02', null, 3),
        ('2026-01-03', 'c', 4)
    ) as users (event_date, user_id, events)
),

days as (
    select
        event_date,
        {{ list_of_users('user_id', 'events') }} as users
    from given
    group by event_date
),

elements as (
    {{ unnested('days', 'users', ['event_date'], "event_date < '2026-01-03'") }}
),

found as (
    select
        event_date,
        element.user_id,
        element.events
    from elements
),

expected as (
    select * from given
    where event_date < '2026-01-03'
)

{{ rows_that_differ('expected', 'found') }}
