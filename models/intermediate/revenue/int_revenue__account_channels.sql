with leads as (
    select * from {{ ref('stg_crm__leads') }}
    where channel is not null
),

ties as (
    select * from {{ ref('int_identity__ties') }}
    where
        entity_type = 'lead'
        and not is_internal
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

leads_with_accounts as (
    select
        ties.customer_account_id as account_id,
        leads.lead_id,
        leads.channel,
        leads.registered_at,
        ties.rule in ('override', 'account_id', 'opportunity') as is_named,
        accounts.created_at as account_created_at
    from leads
    inner join ties
        on leads.lead_id = ties.entity_id
    left join accounts
        on ties.customer_account_id = accounts.account_id
    where ties.customer_account_id is not null
),

-- DECISIONS.md, "An account's channel": that of its earliest lead that names one.
numbered as (
    select
        account_id,
        channel,
        row_number() over (
            partition by account_id
            order by
                is_named desc,
                case when registered_at is null then 1 else 0 end asc,
                registered_at asc,
                lead_id asc
        ) as lead_number
    from leads_with_accounts
    where
        is_named
        or account_created_at is null
        or registered_at <= account_created_at
),

final as (
    select
        account_id,
        channel
    from numbered
    where lead_number = 1
)

select * from final
