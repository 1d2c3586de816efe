{{ config(enabled=uses_connector('ravenstack')) }}

with accounts as (
    select * from {{ source('ravenstack', 'ravenstack_accounts') }}
),

final as (
    select
        account_id,
        account_name,
        industry,
        case when country = 'UK' then 'GB' else country end as country,
        signup_date as created_at
    from accounts
)

select * from final
