with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

billing_customers as (
    select * from {{ ref('int_identity__billing_customers') }}
),

ticket_organizations as (
    select * from {{ ref('int_identity__ticket_organizations') }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
    where
        coalesce({{ to_reporting_date('registered_at') }}, {{ as_of_date() }}) <= {{ as_of_date() }}
),

deals as (
    select * from {{ ref('int_crm__lead_deals') }}
),

workspaces as (
    select account_id from {{ ref('int_usage__daily_events') }}
    where
        rejection_reason is null
        and event_date <= {{ as_of_date() }}
    union
    select account_id from {{ ref('stg_usage__product_users') }}
    union
    select account_id from {{ ref('stg_usage__entitlements') }}
),

-- A source may name an account by the id that billing has for it.
ids_of_accounts as (
    select
        sources.entity_type,
        sources.entity_id,
        case
            when not sources.is_named then null
            when accounts.account_id is not null then sources.entity_id
            else coalesce(billing_customers.account_key, sources.entity_id)
        end as account_key
    from (
        select
            'workspace' as entity_type,
            account_id as entity_id,
            true as is_named
        from workspaces
        where account_id is not null
        union all
        select
            'support_organization' as entity_type,
            organization_id as entity_id,
            max(account_id) is not null as is_named
        from ticket_organizations
        where organization_id is not null
        group by organization_id
    ) as sources
    left join accounts
        on sources.entity_id = accounts.account_id
    left join billing_customers
        on sources.entity_id = billing_customers.customer_id
),

leads_with_accounts as (
    select
        leads.lead_id,
        leads.company_name,
        leads.country,
        case
            when
                coalesce(
                    {{ to_reporting_date('leads.converted_at') }},
                    {{ to_reporting_date('leads.registered_at') }},
                    {{ as_of_date() }}
                ) <= {{ as_of_date() }}
                then leads.converted_account_id
        end as converted_account_id,
        deals.account_id as deal_account_id
    from leads
    left join deals
        on leads.lead_id = deals.lead_id
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
    from ids_of_accounts

    union all

    select
        'lead' as entity_type,
        lead_id as entity_id,
        coalesce(converted_account_id, deal_account_id) as account_key,
        case when converted_account_id is null then 'opportunity' else 'account_id' end as key_rule,
        company_name,
        country
    from leads_with_accounts
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
