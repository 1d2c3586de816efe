with contacts as (
    select * from {{ ref('int_people__contacts') }}
),

product_users as (
    select * from {{ ref('int_people__product_users') }}
),

final as (
    select
        account_id,
        cast(joined_on as timestamp) as occurred_at,
        'contact_added' as kind,
        {{ event_title('Contact added', [
            "case when is_decision_maker then 'decision_maker' end"
        ]) }} as title,
        person_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from contacts
    where joined_on is not null

    union all

    select
        account_id,
        cast(joined_on as timestamp) as occurred_at,
        'user_joined' as kind,
        {{ event_title('User joined', ['role']) }} as title,
        person_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from product_users
    where joined_on is not null

    union all

    select
        account_id,
        cast(deactivated_on as timestamp) as occurred_at,
        'user_left' as kind,
        {{ event_title('User removed', ['role']) }} as title,
        person_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from product_users
    where deactivated_on is not null
)

select * from final
