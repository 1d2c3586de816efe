with ties as (
    select * from {{ ref('int_identity__ties') }}
    where customer_account_id is not null
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

billing_customers as (
    select * from {{ ref('int_identity__billing_customers') }}
),

known_ids as (
    select
        entity_id as account_id,
        customer_account_id,
        is_internal,
        case entity_type
            when 'crm_account' then 1
            when 'workspace' then 3
            when 'support_organization' then 4
            when 'billing_customer' then 5
        end as preference
    from ties
    where entity_type <> 'lead'

    union all

    select
        account_id,
        account_id as customer_account_id,
        true as is_internal,
        2 as preference
    from accounts
    where is_internal

    union all

    select
        billing_customers.account_key as account_id,
        ties.customer_account_id,
        ties.is_internal,
        6 as preference
    from billing_customers
    inner join ties
        on
            billing_customers.customer_id = ties.entity_id
            and ties.entity_type = 'billing_customer'
            and not ties.is_override
),

numbered as (
    select
        *,
        row_number() over (
            partition by account_id
            order by preference asc, customer_account_id asc
        ) as id_number
    from known_ids
),

-- DECISIONS.md, "One id is one thing".
final as (
    select
        account_id,
        customer_account_id,
        is_internal
    from numbered
    where id_number = 1
)

select * from final
