with leads as (
    select * from {{ ref('stg_crm__leads') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

-- DECISIONS.md, "An account's channel": that of its earliest lead that names one.
converted_leads as (
    select
        customer_accounts.customer_account_id as account_id,
        leads.channel,
        row_number() over (
            partition by customer_accounts.customer_account_id
            order by
                case when leads.registered_at is null then 1 else 0 end asc,
                leads.registered_at asc,
                leads.lead_id asc
        ) as lead_number
    from leads
    inner join customer_accounts
        on leads.converted_account_id = customer_accounts.account_id
    where
        leads.channel is not null
        and coalesce(
            {{ to_reporting_date('leads.converted_at') }},
            {{ to_reporting_date('leads.registered_at') }},
            {{ as_of_date() }}
        ) <= {{ as_of_date() }}
),

final as (
    select
        account_id,
        channel
    from converted_leads
    where lead_number = 1
)

select * from final
