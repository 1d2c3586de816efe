with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

billing_customers as (
    select * from {{ ref('int_identity__billing_customers') }}
),

ticket_organizations as (
    select * from {{ ref('int_identity__ticket_organizations') }}
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

source_ids as (
    select
        'workspace' as entity_type,
        account_id as entity_id,
        true as is_id_of_account
    from workspaces
    where account_id is not null

    union all

    select
        'support_organization' as entity_type,
        organization_id as entity_id,
        max(account_id) is not null as is_id_of_account
    from ticket_organizations
    where organization_id is not null
    group by organization_id
),

-- DECISIONS.md, "One id is one thing": it may be the one that billing has for the account.
final as (
    select
        source_ids.entity_type,
        source_ids.entity_id,
        case
            when not source_ids.is_id_of_account then null
            when accounts.account_id is not null then source_ids.entity_id
            else coalesce(billing_customers.account_key, source_ids.entity_id)
        end as account_key
    from source_ids
    left join accounts
        on source_ids.entity_id = accounts.account_id
    left join billing_customers
        on source_ids.entity_id = billing_customers.customer_id
)

select * from final
