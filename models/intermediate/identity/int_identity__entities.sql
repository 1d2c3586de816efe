with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

billing_customers as (
    select * from {{ ref('int_identity__billing_customers') }}
),

source_ids as (
    select * from {{ ref('int_identity__source_ids') }}
),

leads as (
    select * from {{ ref('int_identity__leads') }}
),

entities as (
    select
        'billing_customer' as entity_type,
        customer_id as entity_id,
        account_key,
        'account_id' as key_rule,
        customer_name as company_name,
        country
    from billing_customers

    union all

    select
        entity_type,
        entity_id,
        account_key,
        'account_id' as key_rule,
        cast(null as string) as company_name,
        cast(null as string) as country
    from source_ids

    union all

    select
        'lead' as entity_type,
        lead_id as entity_id,
        account_key,
        key_rule,
        company_name,
        country
    from leads
),

-- DECISIONS.md, "One id is one thing": who bears one that the CRM does not know shares evidence.
final as (
    select
        entities.entity_type,
        entities.entity_id,
        entities.account_key,
        entities.key_rule,
        accounts.account_id is not null as is_known,
        case
            when accounts.account_id is null and entities.account_key is not null
                then 'id:' || entities.account_key
            else entities.entity_type || ':' || entities.entity_id
        end as pool_id,
        entities.company_name,
        entities.country
    from entities
    left join accounts
        on entities.account_key = accounts.account_id
)

select * from final
