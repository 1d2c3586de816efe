with slices as (
    select * from {{ ref('int_billing__subscription_slices') }}
    where is_in_force
),

deltas as (
    select
        account_id,
        from_date as change_date,
        1 as subscriptions
    from slices

    union all

    select
        account_id,
        to_date as change_date,
        -1 as subscriptions
    from slices
    where to_date <= {{ as_of_date() }}
),

deltas_per_day as (
    select
        account_id,
        change_date,
        cast(sum(subscriptions) as bigint) as subscriptions
    from deltas
    group by account_id, change_date
    having sum(subscriptions) <> 0
)

select * from deltas_per_day
