with feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

account_feature_days as (
    select
        account_id,
        feature,
        event_date,
        max(module) as module,
        sum(events) as events
    from feature_days
    group by account_id, feature, event_date
),

months as (
    select
        account_feature_days.account_id,
        account_feature_days.feature,
        cast({{ dbt.date_trunc('month', 'account_feature_days.event_date') }} as date)
            as date_month,
        max(account_feature_days.module) as module,
        cast(sum(account_feature_days.events) as bigint) as events,
        count(*) as active_days,
        min(account_feature_days.event_date) as first_used_on,
        max(account_feature_days.event_date) as last_used_on,
        min(
            case
                when account_feature_days.event_date >= first_spells.started_on
                    then account_feature_days.event_date
            end
        ) as first_used_as_customer_on
    from account_feature_days
    left join first_spells
        on account_feature_days.account_id = first_spells.account_id
    group by
        account_feature_days.account_id,
        account_feature_days.feature,
        cast({{ dbt.date_trunc('month', 'account_feature_days.event_date') }} as date)
),

month_users as (
    select
        account_id,
        feature,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as date_month,
        user_id
    from feature_days
    where user_id is not null
    group by
        account_id,
        feature,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date),
        user_id
),

users_per_month as (
    select
        account_id,
        feature,
        date_month,
        count(*) as users
    from month_users
    group by account_id, feature, date_month
),

final as (
    select
        months.account_id,
        months.feature,
        months.module,
        months.date_month,
        months.events,
        months.active_days,
        coalesce(users_per_month.users, 0) as users,
        months.first_used_on,
        months.last_used_on,
        months.first_used_as_customer_on
    from months
    left join users_per_month
        on
            months.account_id = users_per_month.account_id
            and months.feature = users_per_month.feature
            and months.date_month = users_per_month.date_month
)

select * from final
