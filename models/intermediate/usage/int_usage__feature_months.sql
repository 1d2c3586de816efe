with feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

user_months as (
    select
        feature_days.account_id,
        feature_days.feature,
        cast({{ dbt.date_trunc('month', 'feature_days.event_date') }} as date) as date_month,
        feature_days.user_id,
        max(feature_days.module) as module,
        sum(feature_days.events) as events,
        bit_or({{ day_bit('feature_days.event_date') }}) as days,
        min(feature_days.event_date) as first_used_on,
        max(feature_days.event_date) as last_used_on,
        min(
            case
                when feature_days.event_date >= first_spells.started_on
                    then feature_days.event_date
            end
        ) as first_used_as_customer_on
    from feature_days
    left join first_spells
        on feature_days.account_id = first_spells.account_id
    group by
        feature_days.account_id,
        feature_days.feature,
        cast({{ dbt.date_trunc('month', 'feature_days.event_date') }} as date),
        feature_days.user_id
),

final as (
    select
        account_id,
        feature,
        max(module) as module,
        date_month,
        cast(sum(events) as bigint) as events,
        {{ days_of_bits('bit_or(days)') }} as active_days,
        count(user_id) as users,
        min(first_used_on) as first_used_on,
        max(last_used_on) as last_used_on,
        min(first_used_as_customer_on) as first_used_as_customer_on
    from user_months
    group by account_id, feature, date_month
)

select * from final
