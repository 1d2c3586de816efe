-- If this fails, a deal is in two stages at once, or in one after it was closed.
with intervals as (
    select
        stage_intervals.opportunity_id,
        stage_intervals.interval_number,
        stage_intervals.stage,
        stage_intervals.entered_at,
        stage_intervals.left_at,
        deals.outcome,
        lead(stage_intervals.entered_at) over (
            partition by stage_intervals.opportunity_id
            order by stage_intervals.interval_number
        ) as next_entered_at
    from {{ ref('int_sales__stage_intervals') }} as stage_intervals
    inner join {{ ref('int_sales__deals') }} as deals
        on stage_intervals.opportunity_id = deals.opportunity_id
)

select *
from intervals
where
    left_at < entered_at
    or left_at > next_entered_at
    or (left_at is null and next_entered_at is not null)
    or (left_at is null) <> (outcome = 'open' and next_entered_at is null)
