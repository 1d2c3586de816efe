with crm_accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
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

final as (
    select
        coalesce(crm_accounts.account_id, billing_accounts.account_id) as account_id,
        coalesce(crm_accounts.account_name, billing_accounts.account_name) as account_name,
        crm_accounts.industry,
        case
            when crm_accounts.employee_count is null then 'unknown'
            when crm_accounts.employee_count < 10 then '1-9'
            when crm_accounts.employee_count < 50 then '10-49'
            when crm_accounts.employee_count < 250 then '50-249'
            when crm_accounts.employee_count < 1000 then '250-999'
            else '1000+'
        end as size_band,
        crm_accounts.country,
        coalesce(channels.channel, 'unknown') as channel,
        crm_accounts.owner_id,
        {{ to_reporting_date('crm_accounts.created_at') }} as registered_on
    from crm_accounts
    full outer join billing_accounts
        on crm_accounts.account_id = billing_accounts.account_id
    left join channels
        on coalesce(crm_accounts.account_id, billing_accounts.account_id) = channels.account_id
)

select * from final
