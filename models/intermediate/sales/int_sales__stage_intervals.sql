with deals as (
    select * from {{ ref('int_sales__dated_deals') }}
),

sales_stages as (
    select * from {{ ref('sales_stages') }}
),

changes as (
    select
        stage_changes.opportunity_id,
        lower(trim(stage_changes.stage)) as stage,
        stage_changes.entered_at,
        coalesce(sales_stages.stage_order, 0) as stage_order,
        coalesce(sales_stages.is_won or sales_stages.is_lost, false) as is_closing,
        deals.closed_at
    from {{ ref('stg_crm__opportunity_stage_changes') }} as stage_changes
    inner join deals
        on stage_changes.opportunity_id = deals.opportunity_id
    left join sales_stages
        on lower(trim(stage_changes.stage)) = sales_stages.stage
    where
        {{ to_reporting_date('stage_changes.entered_at') }} <= {{ as_of_date() }}
        and (
            deals.closed_on is null
            or {{ to_reporting_date('stage_changes.entered_at') }} <= deals.closed_on
        )
),

-- A stage that is written down twice in a row was entered once.
entries as (
    select *
    from (
        select
            *,
            lag(stage) over (
                partition by opportunity_id
                order by entered_at asc, stage_order asc, stage asc
            ) as previous_stage
        from changes
    ) as beside_previous
    where
        previous_stage is null
        or previous_stage <> stage
),

ends as (
    select
        opportunity_id,
        stage,
        stage_order,
        is_closing,
        entered_at,
        coalesce(
            lead(entered_at) over (
                partition by opportunity_id
                order by entered_at asc, stage_order asc, stage asc
            ),
            case when closed_at is not null then greatest(closed_at, entered_at) end
        ) as left_at
    from entries
),

open_stages as (
    select * from ends
    where not is_closing
),

deals_with_changes as (
    select distinct opportunity_id
    from open_stages
),

-- DECISIONS.md, "What a stage of a deal is": without changes only the present stage is known.
without_changes as (
    select
        deals.opportunity_id,
        coalesce(case when deals.outcome = 'open' then deals.stage_now end, 'unknown') as stage,
        deals.created_at as entered_at,
        deals.closed_at as left_at
    from deals
    left join deals_with_changes
        on deals.opportunity_id = deals_with_changes.opportunity_id
    where deals_with_changes.opportunity_id is null
),

intervals as (
    select
        opportunity_id,
        stage,
        stage_order,
        entered_at,
        left_at,
        true as is_recorded
    from open_stages
    union all
    select
        without_changes.opportunity_id,
        without_changes.stage,
        coalesce(sales_stages.stage_order, 0) as stage_order,
        without_changes.entered_at,
        without_changes.left_at,
        false as is_recorded
    from without_changes
    left join sales_stages
        on without_changes.stage = sales_stages.stage
),

final as (
    select
        opportunity_id,
        cast(
            row_number() over (
                partition by opportunity_id
                order by entered_at asc, stage_order asc, stage asc
            ) as integer
        ) as interval_number,
        stage,
        cast(stage_order as integer) as stage_order,
        entered_at,
        {{ to_reporting_date('entered_at') }} as entered_on,
        left_at,
        {{ to_reporting_date('left_at') }} as left_on,
        is_recorded
    from intervals
)

select * from final
