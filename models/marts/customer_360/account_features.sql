with account_features as (
    select * from {{ ref('int_usage__account_features') }}
),

recent_features as (
    select * from {{ ref('int_usage__recent_features') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

current_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where ended_on > {{ as_of_date() }}
),

features as (
    select
        feature,
        max(feature_name) as feature_name
    from product_features
    group by feature
),

silences as (
    select
        account_id,
        feature,
        {{ dbt.datediff('last_used_on', as_of_date(), 'day') }}
            as days_since_last_use,
        {{ rate(
            dbt.datediff('first_used_on', 'last_used_on', 'day'), 'active_days - 1'
        ) }} as usual_days_between
    from account_features
),

-- DECISIONS.md, "Unused and abandoned features".
final as (
    select
        account_features.account_id,
        account_features.feature,
        coalesce(features.feature_name, account_features.feature) as feature_name,
        account_features.module,
        account_features.first_used_on,
        account_features.last_used_on,
        account_features.days_to_first_use,
        account_features.active_days,
        account_features.events,
        coalesce(recent_features.active_days_28_days, 0) as active_days_28_days,
        coalesce(recent_features.events_28_days, 0) as events_28_days,
        coalesce(recent_features.events_previous_28_days, 0) as events_previous_28_days,
        current_spells.account_id is not null as is_customer,
        current_spells.account_id is not null
        and account_features.active_days >= 3
        and silences.days_since_last_use >= 28
        and silences.days_since_last_use > 3 * silences.usual_days_between as is_abandoned
    from account_features
    inner join silences
        on
            account_features.account_id = silences.account_id
            and account_features.feature = silences.feature
    left join recent_features
        on
            account_features.account_id = recent_features.account_id
            and account_features.feature = recent_features.feature
    left join current_spells
        on account_features.account_id = current_spells.account_id
    left join features
        on account_features.feature = features.feature
)

select * from final
