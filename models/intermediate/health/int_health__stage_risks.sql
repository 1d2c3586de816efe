{%- set fewest_peers = 5 -%}

with measures as (
    select * from {{ ref('int_health__measures') }}
    where has_usage
),

boundaries as (
    select * from {{ ref('lifecycle_boundaries') }}
    where high_risk_below is not null
),

-- DECISIONS.md, "Risk inside a stage": next to the others who are in it on that day.
compared as (
    select
        measures.account_id,
        measures.measured_on,
        measures.lifecycle_stage,
        measures.active_days_28_days,
        boundaries.high_risk_below,
        boundaries.medium_risk_below,
        rank() over by_activity - 1 as peers_below,
        count(*) over (
            partition by measures.lifecycle_stage, measures.measured_on
        ) as peers
    from measures
    inner join boundaries
        on measures.lifecycle_stage = boundaries.stage
    window by_activity as (
        partition by measures.lifecycle_stage, measures.measured_on
        order by measures.active_days_28_days
    )
),

final as (
    select
        account_id,
        measured_on,
        lifecycle_stage,
        active_days_28_days,
        {{ rate('peers_below', 'peers') }} as share_of_peers_below,
        case
            when peers < {{ fewest_peers }} then null
            when {{ rate('peers_below', 'peers') }} < high_risk_below then 'high'
            when {{ rate('peers_below', 'peers') }} < medium_risk_below then 'medium'
            else 'low'
        end as risk_degree
    from compared
)

select * from final
