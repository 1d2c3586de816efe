with sop_rules as (
    select * from {{ ref('sop_rules') }}
),

sales_stages as (
    select * from {{ ref('sales_stages') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

stages_entered as (
    select distinct
        opportunity_id,
        stage
    from {{ ref('int_sales__stage_intervals') }}
),

-- Every kind of record that a rule may tell apart; `all` stands for any stage.
kinds as (
    select distinct
        'lead' as applies_to,
        channel as segment,
        'all' as stage
    from {{ ref('int_crm__lead_outcomes') }}
    union all
    select distinct
        'account' as applies_to,
        size_band as segment,
        'all' as stage
    from {{ ref('int_revenue__accounts') }}
    union all
    select distinct
        'opportunity' as applies_to,
        opportunity_type as segment,
        'all' as stage
    from deals
    union all
    select distinct
        'opportunity' as applies_to,
        deals.opportunity_type as segment,
        stages_entered.stage
    from deals
    inner join stages_entered
        on deals.opportunity_id = stages_entered.opportunity_id
),

-- DECISIONS.md, "The standard procedure": the row that says most about a kind holds for it.
rows_that_fit as (
    select
        sop_rules.rule,
        kinds.applies_to,
        kinds.segment,
        kinds.stage,
        coalesce(sop_rules.limit_value, sales_stages.max_days) as limit_value,
        sop_rules.unit,
        sop_rules.severity,
        sop_rules.is_enabled,
        row_number() over (
            partition by sop_rules.rule, kinds.applies_to, kinds.segment, kinds.stage
            order by
                case when sop_rules.stage is null then 1 else 0 end asc,
                case when sop_rules.segment is null then 1 else 0 end asc
        ) as place
    from kinds
    inner join sop_rules
        on
            kinds.applies_to = sop_rules.applies_to
            and (sop_rules.stage is null or kinds.stage = sop_rules.stage)
            and (sop_rules.segment is null or kinds.segment = sop_rules.segment)
            and (sop_rules.rule = 'days_in_stage') = (kinds.stage <> 'all')
    left join sales_stages
        on kinds.stage = sales_stages.stage
),

final as (
    select
        rule,
        applies_to,
        segment,
        stage,
        cast(case when unit = 'days' then limit_value * 24 else limit_value end as integer)
            as limit_hours,
        severity
    from rows_that_fit
    where
        place = 1
        and is_enabled
        and limit_value is not null
)

select * from final
