with flags as (
    select * from {{ ref('int_signals__flags') }}
),

-- A signal that is seen on one Sunday and on the next is one.
beside_previous as (
    select
        *,
        case
            when
                lag(measured_on) over by_day
                = cast({{ dbt.dateadd('day', -7, 'measured_on') }} as date)
                then 0
            else 1
        end as is_first
    from flags
    window by_day as (partition by account_id, signal order by measured_on)
),

numbered as (
    select
        *,
        sum(is_first) over by_day as signal_number
    from beside_previous
    window by_day as (
        partition by account_id, signal
        order by measured_on
        rows between unbounded preceding and current row
    )
),

last_week as (
    select max(measured_on) as last_week_end
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

final as (
    select
        numbered.account_id,
        numbered.signal,
        min(numbered.measured_on) as began_on,
        case
            when max(numbered.measured_on) < max(last_week.last_week_end)
                then cast({{ dbt.dateadd('day', 7, 'max(numbered.measured_on)') }} as date)
        end as ended_on,
        count(*) as weeks,
        max(case when numbered.is_first = 1 then numbered.size end) as size_at_start,
        max(numbered.size) as largest_size,
        max(case when numbered.is_first = 1 then numbered.mrr end) as mrr_at_start
    from numbered
    cross join last_week
    group by numbered.account_id, numbered.signal, numbered.signal_number
)

select * from final
