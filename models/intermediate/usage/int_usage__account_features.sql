with feature_months as (
    select * from {{ ref('int_usage__feature_months') }}
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

features as (
    select
        account_id,
        feature,
        max(module) as module,
        min(first_used_on) as first_used_on,
        max(last_used_on) as last_used_on,
        min(first_used_as_customer_on) as first_used_as_customer_on,
        cast(sum(active_days) as bigint) as active_days,
        cast(sum(events) as bigint) as events
    from feature_months
    group by account_id, feature
),

-- DECISIONS.md, "Time to first use": who used it on trial took no time as a customer.
final as (
    select
        features.account_id,
        features.feature,
        features.module,
        features.first_used_on,
        features.last_used_on,
        first_spells.started_on as became_customer_on,
        features.first_used_as_customer_on,
        cast(
            case
                when features.first_used_on < first_spells.started_on then 0
                else
                    {{ dbt.datediff('first_spells.started_on', 'features.first_used_on', 'day') }}
            end as integer
        ) as days_to_first_use,
        features.active_days,
        features.events
    from features
    left join first_spells
        on features.account_id = first_spells.account_id
)

select * from final
