with tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

tickets_of_customers as (
    select
        coalesce(customer_accounts.customer_account_id, tickets.account_id) as account_id,
        {{ to_reporting_date('tickets.created_at') }} as created_on,
        {{ to_reporting_date('tickets.solved_at') }} as solved_on
    from tickets
    left join customer_accounts
        on tickets.account_id = customer_accounts.account_id
),

final as (
    select
        account_id,
        count(*) filter (
            where solved_on is null or solved_on > {{ as_of_date() }}
        ) as open_tickets,
        count(*) filter (
            where created_on > cast({{ dbt.dateadd('day', -90, as_of_date()) }} as date)
        ) as tickets_90_days
    from tickets_of_customers
    where created_on <= {{ as_of_date() }}
    group by account_id
)

select * from final
