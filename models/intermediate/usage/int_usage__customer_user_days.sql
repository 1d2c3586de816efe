with user_days as (
    select * from {{ ref('int_usage__user_days') }}
    where event_date <= {{ as_of_date() }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

internal_accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where is_internal
),

final as (
    select
        user_days.event_date,
        coalesce(customer_accounts.customer_account_id, user_days.account_id) as account_id,
        user_days.user_id,
        user_days.events,
        user_days.sessions
    from user_days
    left join customer_accounts
        on user_days.account_id = customer_accounts.account_id
    left join internal_accounts
        on user_days.account_id = internal_accounts.account_id
    where internal_accounts.account_id is null
)

select * from final
