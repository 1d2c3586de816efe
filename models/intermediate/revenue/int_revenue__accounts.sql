with crm_accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
    where account_id = customer_account_id
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

customers as (
    select * from {{ ref('stg_billing__customers') }}
),

channels as (
    select * from {{ ref('int_revenue__account_channels') }}
),

-- Who pays and is in no CRM is an account too, under the name that billing knows.
billing_accounts as (
    select
        subscriptions.account_id,
        max(customers.customer_name) as account_name
    from subscriptions
    left join customers
        on subscriptions.customer_id = customers.customer_id
    group by subscriptions.account_id
),

-- DECISIONS.md, "Parents and children": a customer is described by the account at the top.
described_accounts as (
    select crm_accounts.*
    from crm_accounts
    inner join customer_accounts
        on crm_accounts.account_id = customer_accounts.account_id
),

final as (
    select
        coalesce(described_accounts.account_id, billing_accounts.account_id) as account_id,
        coalesce(described_accounts.account_name, billing_accounts.account_name) as account_name,
        described_accounts.industry,
        {{ size_band('described_accounts.employee_count') }} as size_band,
        described_accounts.country,
        coalesce(channels.channel, 'unknown') as channel,
        described_accounts.owner_id,
        {{ to_reporting_date('described_accounts.created_at') }} as registered_on
    from described_accounts
    full outer join billing_accounts
        on described_accounts.account_id = billing_accounts.account_id
    left join channels
        on
            coalesce(described_accounts.account_id, billing_accounts.account_id)
            = channels.account_id
)

select * from final
