with customer_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where is_active
),

feature_months as (
    select * from {{ ref('int_usage__feature_months') }}
),

account_features as (
    select * from {{ ref('int_usage__account_features') }}
),

-- DECISIONS.md, "Reach is of the customers of the month's end".
uses as (
    select
        feature_months.date_month,
        {% for segment_type in feature_segment_types() if segment_type != 'all' -%}
        customer_months.{{ segment_type }},
        {% endfor -%}
        feature_months.feature,
        feature_months.module,
        feature_months.users,
        feature_months.events,
        feature_months.active_days,
        case
            when feature_months.first_used_on = account_features.first_used_on then 1
            else 0
        end as is_first_month,
        account_features.days_to_first_use
    from feature_months
    inner join customer_months
        on
            feature_months.account_id = customer_months.account_id
            and feature_months.date_month = customer_months.date_month
    inner join account_features
        on
            feature_months.account_id = account_features.account_id
            and feature_months.feature = account_features.feature
),

final as (
    {% for segment_type in feature_segment_types() %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        feature,
        max(module) as module,
        count(*) as accounts_using,
        cast(sum(users) as bigint) as users,
        cast(sum(events) as bigint) as events,
        cast(sum(active_days) as bigint) as active_days,
        cast(sum(is_first_month) as bigint) as accounts_using_first_time,
        cast(
            median(case when is_first_month = 1 then days_to_first_use end) as double
        ) as median_days_to_first_use
    from uses
    group by date_month, feature{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
