with customer_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where is_active
),

feature_adoption as (
    select * from {{ ref('int_usage__feature_adoption') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

features as (
    select
        feature,
        max(feature_name) as feature_name,
        max(module) as module
    from product_features
    group by feature
),

segments as (
    {% for segment_type in feature_segment_types() %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(*) as customers
    from customer_months
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A feature of the seed has its row in every month; one that nobody mapped, where it was used.
segment_features as (
    select
        segments.date_month,
        segments.segment_type,
        segments.segment,
        features.feature
    from segments
    cross join features

    union

    select
        date_month,
        segment_type,
        segment,
        feature
    from feature_adoption
),

counted as (
    select
        segment_features.date_month,
        segment_features.segment_type,
        segment_features.segment,
        segment_features.feature,
        coalesce(features.feature_name, segment_features.feature) as feature_name,
        coalesce(features.module, feature_adoption.module) as module,
        segments.customers,
        coalesce(feature_adoption.accounts_using, 0) as accounts_using,
        coalesce(feature_adoption.users, 0) as users,
        coalesce(feature_adoption.events, 0) as events,
        coalesce(feature_adoption.active_days, 0) as active_days,
        coalesce(feature_adoption.accounts_using_first_time, 0) as accounts_using_first_time,
        feature_adoption.median_days_to_first_use,
        last_day(segment_features.date_month) <= {{ as_of_date() }} as is_complete
    from segment_features
    inner join segments
        on
            segment_features.date_month = segments.date_month
            and segment_features.segment_type = segments.segment_type
            and segment_features.segment = segments.segment
    left join feature_adoption
        on
            segment_features.date_month = feature_adoption.date_month
            and segment_features.segment_type = feature_adoption.segment_type
            and segment_features.segment = feature_adoption.segment
            and segment_features.feature = feature_adoption.feature
    left join features
        on segment_features.feature = features.feature
),

-- DECISIONS.md, "Unused and abandoned features": a month that is not over is not judged.
final as (
    select
        date_month,
        segment_type,
        segment,
        feature,
        feature_name,
        module,
        customers,
        accounts_using,
        {{ rate('accounts_using', 'customers') }} as reach,
        users,
        events,
        {{ rate('events', 'accounts_using') }} as events_per_account,
        {{ rate('active_days', 'accounts_using') }} as active_days_per_account,
        accounts_using_first_time,
        median_days_to_first_use,
        case
            when is_complete
                then {{ rate('accounts_using', 'customers') }} < {{ var('unused_feature_reach') }}
        end as is_unused,
        is_complete
    from counted
)

select * from final
