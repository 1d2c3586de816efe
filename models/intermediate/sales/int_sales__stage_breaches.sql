with intervals as (
    select
        stage_intervals.*,
        deals.opportunity_type,
        deals.closed_at
    from {{ ref('int_sales__stage_intervals') }} as stage_intervals
    inner join {{ ref('int_sales__deals') }} as deals
        on stage_intervals.opportunity_id = deals.opportunity_id
),

rules as (
    select * from {{ ref('int_sales__rules') }}
),

-- A required stage that no deal of the type has ever entered asks nothing of it.
required_stages as (
    select distinct
        intervals.opportunity_type,
        sales_stages.stage,
        sales_stages.stage_order
    from {{ ref('sales_stages') }} as sales_stages
    inner join intervals
        on
            sales_stages.stage = intervals.stage
            and intervals.is_recorded
    where sales_stages.is_required
),

too_long as (
    select
        intervals.opportunity_id,
        rules.rule,
        intervals.stage as detail,
        cast({{ dbt.dateadd('hour', 'rules.limit_hours', 'intervals.entered_at') }} as timestamp)
            as began_at,
        intervals.left_at as ended_at,
        rules.severity
    from intervals
    inner join rules
        on
            rules.rule = 'days_in_stage'
            and intervals.opportunity_type = rules.segment
            and intervals.stage = rules.stage
    where intervals.is_recorded or intervals.left_at is null
),

first_entries as (
    select
        opportunity_id,
        opportunity_type,
        stage,
        stage_order,
        closed_at,
        min(entered_at) as entered_at
    from intervals
    where is_recorded
    group by opportunity_id, opportunity_type, stage, stage_order, closed_at
),

-- Winning is a step as well; losing may come at any time.
steps as (
    select
        opportunity_id,
        opportunity_type,
        stage_order,
        entered_at,
        closed_at
    from first_entries
    union all
    select
        first_entries.opportunity_id,
        first_entries.opportunity_type,
        1000000 as stage_order,
        first_entries.closed_at as entered_at,
        first_entries.closed_at
    from first_entries
    inner join {{ ref('int_sales__deals') }} as deals
        on
            first_entries.opportunity_id = deals.opportunity_id
            and deals.outcome = 'won'
),

later_steps as (
    select
        steps.opportunity_id,
        steps.opportunity_type,
        required_stages.stage,
        min(steps.entered_at) as entered_at,
        max(steps.closed_at) as closed_at
    from steps
    inner join required_stages
        on
            steps.opportunity_type = required_stages.opportunity_type
            and steps.stage_order > required_stages.stage_order
    group by steps.opportunity_id, steps.opportunity_type, required_stages.stage
),

skipped as (
    select
        later_steps.opportunity_id,
        rules.rule,
        later_steps.stage as detail,
        cast({{ dbt.dateadd('hour', 'rules.limit_hours', 'later_steps.entered_at') }} as timestamp)
            as began_at,
        least(first_entries.entered_at, later_steps.closed_at) as ended_at,
        rules.severity
    from later_steps
    inner join rules
        on
            rules.rule = 'stage_skipped'
            and later_steps.opportunity_type = rules.segment
    left join first_entries
        on
            later_steps.opportunity_id = first_entries.opportunity_id
            and later_steps.stage = first_entries.stage
    where
        first_entries.entered_at is null
        or first_entries.entered_at > later_steps.entered_at
),

-- DECISIONS.md, "The standard procedure": what was skipped for good is settled by the closing.
final as (
    select
        rule,
        'opportunity' as subject_type,
        opportunity_id as subject_id,
        detail,
        severity,
        {{ to_reporting_date('began_at') }} as since,
        {{ to_reporting_date('ended_at') }} as resolved_on
    from too_long
    where
        ended_at is null
        or ended_at > began_at
    union all
    select
        rule,
        'opportunity' as subject_type,
        opportunity_id as subject_id,
        detail,
        severity,
        {{ to_reporting_date('began_at') }} as since,
        {{ to_reporting_date('ended_at') }} as resolved_on
    from skipped
    where
        ended_at is null
        or ended_at >= began_at
)

select * from final
