with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

-- Today is compared with 28 days ago, which is no Sunday either.
window_ends as (
    select measured_on as window_end
    from measuring_days
    union
    select cast({{ dbt.dateadd('day', -28, 'measured_on') }} as date) as window_end
    from measuring_days
    where not is_week_end
),

days_before as (
    {% for days in range(0, 28) %}
    select {{ days }} as days_before
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

days as (
    select
        window_ends.window_end,
        days_before.days_before,
        cast({{ dbt.dateadd(
            'day', '-1 * days_before.days_before', 'window_ends.window_end'
        ) }} as date) as window_day
    from window_ends
    cross join days_before
),

final as (
    select
        window_end,
        {{ part_of_week_end('window_day') }} as part_end,
        min(days_before) < 7 as is_in_last_week
    from days
    group by window_end, {{ part_of_week_end('window_day') }}
)

select * from final
