with exposures as (
    select * from {{ ref('stg_marketing__experiment_exposures') }}
    where {{ to_reporting_date('exposed_at') }} <= {{ as_of_date() }}
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

internal_accounts as (
    select account_id
    from {{ ref('stg_crm__accounts') }}
    where is_internal
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

internal_visitors as (
    select distinct visitor_leads.visitor_id
    from visitor_leads
    inner join leads
        on visitor_leads.lead_id = leads.lead_id
    inner join internal_accounts
        on leads.converted_account_id = internal_accounts.account_id
),

final as (
    select
        exposures.experiment_id,
        case
            when plans.unit = 'visitor' then exposures.visitor_id
            else coalesce(customer_accounts.customer_account_id, exposures.account_id)
        end as unit_id,
        exposures.variant,
        exposures.exposed_at,
        {{ to_reporting_date('exposures.exposed_at') }} as exposed_on
    from exposures
    inner join plans
        on exposures.experiment_id = plans.experiment_id
    left join customer_accounts
        on exposures.account_id = customer_accounts.account_id
    left join internal_accounts
        on exposures.account_id = internal_accounts.account_id
    left join internal_visitors
        on exposures.visitor_id = internal_visitors.visitor_id
    where
        internal_accounts.account_id is null
        and internal_visitors.visitor_id is null
)

select * from final
