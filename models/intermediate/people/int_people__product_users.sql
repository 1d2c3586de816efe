with product_users as (
    select * from {{ ref('stg_usage__product_users') }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

users_of_customers as (
    select
        coalesce(workspaces.account_id, product_users.account_id) as account_id,
        product_users.user_id,
        product_users.role,
        {{ to_reporting_date('product_users.created_at') }} as joined_on,
        {{ to_reporting_date('product_users.deactivated_at') }} as deactivated_on
    from product_users
    left join workspaces
        on product_users.account_id = workspaces.workspace_id
    where
        coalesce(workspaces.account_id, product_users.account_id) is not null
        and not coalesce(workspaces.is_internal, false)
        and coalesce(
            {{ to_reporting_date('product_users.created_at') }} <= {{ as_of_date() }}, true
        )
),

uses as (
    select
        account_id,
        user_id,
        min(event_date) as first_active_on,
        max(event_date) as last_active_on,
        count(distinct case
            when event_date > cast({{ dbt.dateadd('day', -28, as_of_date()) }} as date)
                then event_date
        end) as active_days_28_days
    from user_days
    where account_id is not null
    group by account_id, user_id
),

-- DECISIONS.md, "Who the people of an account are": whom only the use tells of is one too.
final as (
    select
        coalesce(users_of_customers.account_id, uses.account_id) as account_id,
        'product_user' as person_type,
        {{ person_id('coalesce(users_of_customers.user_id, uses.user_id)') }} as person_id,
        users_of_customers.role,
        users_of_customers.joined_on,
        case
            when users_of_customers.deactivated_on <= {{ as_of_date() }}
                then users_of_customers.deactivated_on
        end as deactivated_on,
        uses.first_active_on,
        uses.last_active_on,
        coalesce(uses.active_days_28_days, 0) as active_days_28_days
    from users_of_customers
    full outer join uses
        on
            users_of_customers.account_id = uses.account_id
            and users_of_customers.user_id = uses.user_id
)

select * from final
