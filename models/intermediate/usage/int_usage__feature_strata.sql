with new_customers as (
    select * from {{ ref('int_usage__new_customers') }}
),

account_features as (
    select * from {{ ref('int_usage__account_features') }}
    where first_used_as_customer_on is not null
),

product_features as (
    select * from {{ ref('product_features') }}
),

strata as (
    select
        window_days,
        size_band,
        plan_tier,
        count(*) as customers,
        sum(is_retained) as retained
    from new_customers
    group by window_days, size_band, plan_tier
),

users as (
    select
        new_customers.window_days,
        new_customers.size_band,
        new_customers.plan_tier,
        account_features.feature,
        count(*) as users,
        sum(new_customers.is_retained) as users_retained
    from new_customers
    inner join account_features
        on
            new_customers.account_id = account_features.account_id
            and {{ dbt.datediff(
                'new_customers.started_on', 'account_features.first_used_as_customer_on', 'day'
            ) }} < new_customers.window_days
    group by
        new_customers.window_days,
        new_customers.size_band,
        new_customers.plan_tier,
        account_features.feature
),

features as (
    select feature from product_features
    union
    select feature from users
),

final as (
    select
        strata.window_days,
        features.feature,
        strata.size_band,
        strata.plan_tier,
        cast(coalesce(users.users, 0) as bigint) as users,
        cast(coalesce(users.users_retained, 0) as bigint) as users_retained,
        cast(strata.customers - coalesce(users.users, 0) as bigint) as non_users,
        cast(strata.retained - coalesce(users.users_retained, 0) as bigint) as non_users_retained
    from strata
    cross join features
    left join users
        on
            strata.window_days = users.window_days
            and strata.size_band = users.size_band
            and strata.plan_tier = users.plan_tier
            and features.feature = users.feature
)

select * from final
