with steps as (
    select * from {{ ref('int_sales__funnel_steps') }}
),

estimates as (
    select * from {{ ref('int_sales__funnel_estimates') }}
),

counted as (
    select
        cohort_month,
        funnel,
        segment_type,
        segment,
        stage,
        stage_order,
        count(*) as entered,
        count(*) filter (where state = 'moved_on') as moved_on,
        count(*) filter (where state = 'lost') as lost,
        count(*) filter (where state = 'open') as still_open,
        cast(median(case when state = 'moved_on' then days_watched end) as double)
            as median_days_to_next,
        count(*) filter (where outcome = 'won') as won,
        count(*) filter (where outcome = 'lost') as lost_in_the_end
    from steps
    group by cohort_month, funnel, segment_type, segment, stage, stage_order
),

-- DECISIONS.md, "Open ones are open".
final as (
    select
        counted.cohort_month,
        counted.funnel,
        counted.segment_type,
        counted.segment,
        counted.stage,
        counted.stage_order,
        counted.entered,
        counted.moved_on,
        counted.lost,
        counted.still_open,
        {{ rate('counted.moved_on', 'counted.moved_on + counted.lost') }} as conversion_rate,
        estimates.conversion_within_90_days,
        counted.median_days_to_next,
        counted.won,
        counted.lost_in_the_end,
        {{ rate('counted.won', 'counted.won + counted.lost_in_the_end') }} as conversion_to_won_rate
    from counted
    left join estimates
        on
            counted.cohort_month = estimates.cohort_month
            and counted.funnel = estimates.funnel
            and counted.segment_type = estimates.segment_type
            and counted.segment = estimates.segment
            and counted.stage = estimates.stage
)

select * from final
