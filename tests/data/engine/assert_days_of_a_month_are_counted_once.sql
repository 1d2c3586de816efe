-- If this fails, the days on which a feature was used in a month are miscounted.
with uses as (
    select
        month_name,
        cast(event_date as date) as event_date
    from (
        values
        ('whole', '2026-01-01'),
        ('whole', '2026-01-31'),
        ('whole', '2026-01-31'),
        ('whole', '2026-01-30'),
        ('leap', '2024-02-29')
    ) as days (month_name, event_date)
),

counted as (
    select
        month_name,
        {{ days_of_bits('bit_or(' ~ day_bit('event_date') ~ ')') }} as active_days
    from uses
    group by month_name
),

expected as (
    select
        month_name,
        cast(active_days as bigint) as active_days
    from (values ('whole', 3), ('leap', 1)) as months (month_name, active_days)
)

{{ rows_that_differ('expected', 'counted') }}
