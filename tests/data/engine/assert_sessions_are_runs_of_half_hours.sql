-- If this fails, sessions are counted wrongly: half hours that touch are one session.
with given as (
    select *
    from (
        values
        ('one event', timestamp '2026-01-05 00:00:00', 1),
        ('the last half hour', timestamp '2026-01-05 23:59:59', 1),
        ('half hours that touch', timestamp '2026-01-05 09:10:00', 1),
        ('half hours that touch', timestamp '2026-01-05 09:29:59', 1),
        ('half hours that touch', timestamp '2026-01-05 09:30:00', 1),
        ('one without between', timestamp '2026-01-05 09:10:00', 2),
        ('one without between', timestamp '2026-01-05 10:00:00', 2),
        ('before the epoch', timestamp '1969-12-31 09:00:00', 2),
        ('before the epoch', timestamp '1969-12-31 23:30:00', 2),
        ('first and last', timestamp '2026-01-05 00:10:00', 2),
        ('first and last', timestamp '2026-01-05 23:50:00', 2)
    ) as events (user_name, occurred_at, sessions)
),

found as (
    select
        user_name,
        sessions as expected_sessions,
        {{ runs_of_half_hours('bit_or(' ~ half_hour_bit('occurred_at') ~ ')') }} as sessions
    from given
    group by user_name, sessions
)

select * from found
where sessions <> expected_sessions
