with contacts as (
    select * from {{ ref('int_people__contacts') }}
),

product_users as (
    select * from {{ ref('int_people__product_users') }}
),

final as (
    select
        account_id,
        person_type,
        person_id,
        role,
        is_decision_maker,
        joined_on,
        cast(null as date) as deactivated_on,
        cast(null as date) as first_active_on,
        cast(null as date) as last_active_on,
        cast(null as bigint) as active_days_28_days
    from contacts

    union all

    select
        account_id,
        person_type,
        person_id,
        role,
        cast(null as boolean) as is_decision_maker,
        joined_on,
        deactivated_on,
        first_active_on,
        last_active_on,
        active_days_28_days
    from product_users
)

select * from final
