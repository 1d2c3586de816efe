with opportunities as (
    select * from {{ ref('stg_crm__opportunities') }}
),

stage_changes as (
    select
        opportunity_id,
        lower(trim(stage)) as stage,
        entered_at
    from {{ ref('stg_crm__opportunity_stage_changes') }}
),

sales_stages as (
    select * from {{ ref('sales_stages') }}
),

changes_of_deals as (
    select
        opportunity_id,
        min(entered_at) as first_entered_at,
        max(entered_at) as last_entered_at
    from stage_changes
    group by opportunity_id
),

opportunities_of_customers as (
    {{ rows_of_customers('opportunities') }}
),

-- DECISIONS.md, "When a deal is closed": the CRM's date, else the last that is known of it.
closings as (
    select
        opportunities_of_customers.*,
        lower(trim(opportunities_of_customers.stage)) as stage_now,
        coalesce(opportunities_of_customers.created_at, changes_of_deals.first_entered_at)
            as opened_at,
        case
            when
                opportunities_of_customers.closed_at is not null
                or opportunities_of_customers.is_won
                or sales_stages.is_won
                or sales_stages.is_lost
                then coalesce(
                    opportunities_of_customers.closed_at,
                    changes_of_deals.last_entered_at,
                    opportunities_of_customers.created_at
                )
        end as ends_at,
        coalesce(opportunities_of_customers.is_won, sales_stages.is_won, false) as ends_won
    from opportunities_of_customers
    left join changes_of_deals
        on opportunities_of_customers.opportunity_id = changes_of_deals.opportunity_id
    left join sales_stages
        on lower(trim(opportunities_of_customers.stage)) = sales_stages.stage
),

as_known as (
    select
        *,
        {{ to_reporting_date('opened_at') }} as created_on,
        coalesce({{ to_reporting_date('ends_at') }} <= {{ as_of_date() }}, false) as is_closed
    from closings
    where {{ to_reporting_date('opened_at') }} <= {{ as_of_date() }}
),

final as (
    select
        opportunity_id,
        customer_account_id as account_id,
        lead_id,
        owner_id,
        coalesce(opportunity_type, 'new') as opportunity_type,
        currency,
        amount,
        forecast_category,
        expected_close_date,
        -- What the CRM says of a deal that closed later was not so yet.
        case when is_closed or ends_at is null then stage_now end as stage_now,
        case
            when not is_closed then 'open'
            when ends_won then 'won'
            else 'lost'
        end as outcome,
        opened_at as created_at,
        created_on,
        case when is_closed then greatest(ends_at, opened_at) end as closed_at,
        case when is_closed then greatest({{ to_reporting_date('ends_at') }}, created_on) end
            as closed_on
    from as_known
)

select * from final
