with intervals as (
    select * from {{ ref('int_signals__intervals') }}
),

signal_performance as (
    select * from {{ ref('signal_performance') }}
),

final as (
    select
        intervals.account_id,
        intervals.signal,
        signal_performance.signal_name,
        intervals.began_on,
        intervals.ended_on,
        intervals.ended_on is null as is_open,
        intervals.weeks,
        intervals.size_at_start,
        intervals.largest_size,
        intervals.mrr_at_start,
        signal_performance.signal_precision,
        signal_performance.median_lead_days
    from intervals
    inner join signal_performance
        on intervals.signal = signal_performance.signal
)

select * from final
