with deals as (
    select * from {{ ref('int_sales__deals') }}
),

stages_entered as (
    select
        opportunity_id,
        stage,
        stage_order,
        min(entered_on) as entered_on
    from {{ ref('int_sales__stage_intervals') }}
    group by opportunity_id, stage, stage_order
),

-- DECISIONS.md, "A step of the funnel is taken once".
later_stages as (
    select
        stages_entered.opportunity_id,
        stages_entered.stage,
        min(later_stages_entered.entered_on) as entered_on
    from stages_entered
    inner join stages_entered as later_stages_entered
        on
            stages_entered.opportunity_id = later_stages_entered.opportunity_id
            and stages_entered.stage_order < later_stages_entered.stage_order
    group by stages_entered.opportunity_id, stages_entered.stage
),

steps as (
    select
        opportunity_id,
        'whole_deal' as stage,
        0 as stage_order,
        created_on as entered_on,
        outcome = 'won' as is_moved_on,
        closed_on as moved_on_on
    from deals
    union all
    select
        stages_entered.opportunity_id,
        stages_entered.stage,
        stages_entered.stage_order,
        stages_entered.entered_on,
        deals.outcome = 'won' or later_stages.opportunity_id is not null as is_moved_on,
        greatest(
            least(later_stages.entered_on, deals.closed_on), stages_entered.entered_on
        ) as moved_on_on
    from stages_entered
    inner join deals
        on stages_entered.opportunity_id = deals.opportunity_id
    left join later_stages
        on
            stages_entered.opportunity_id = later_stages.opportunity_id
            and stages_entered.stage = later_stages.stage
),

final as (
    select
        'deal' as funnel,
        deals.opportunity_id as subject_id,
        cast({{ dbt.date_trunc('month', 'deals.created_on') }} as date) as cohort_month,
        deals.owner_id,
        deals.team,
        deals.channel,
        deals.opportunity_type,
        deals.size_band,
        deals.industry,
        steps.stage,
        cast(steps.stage_order as integer) as stage_order,
        steps.entered_on,
        steps.is_moved_on,
        case when steps.is_moved_on then steps.moved_on_on end as moved_on_on,
        deals.outcome
    from steps
    inner join deals
        on steps.opportunity_id = deals.opportunity_id
)

select * from final
