with exposures as (
    select * from {{ ref('stg_marketing__experiment_exposures') }}
    where {{ to_reporting_date('exposed_at') }} <= {{ as_of_date() }}
),

exposures_of_customers as (
    {{ rows_of_customers('exposures') }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

internal_leads as (
    select * from {{ ref('int_identity__ties') }}
    where
        entity_type = 'lead'
        and is_internal
),

internal_visitors as (
    select distinct visitor_leads.visitor_id
    from visitor_leads
    inner join internal_leads
        on visitor_leads.lead_id = internal_leads.entity_id
),

final as (
    select
        exposures_of_customers.experiment_id,
        case
            when plans.unit = 'visitor' then exposures_of_customers.visitor_id
            else exposures_of_customers.customer_account_id
        end as unit_id,
        exposures_of_customers.variant,
        exposures_of_customers.exposed_at,
        {{ to_reporting_date('exposures_of_customers.exposed_at') }} as exposed_on
    from exposures_of_customers
    inner join plans
        on exposures_of_customers.experiment_id = plans.experiment_id
    left join internal_visitors
        on exposures_of_customers.visitor_id = internal_visitors.visitor_id
    where internal_visitors.visitor_id is null
)

select * from final
