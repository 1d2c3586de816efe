{{ config(enabled=uses_connector('ravenstack')) }}

with feature_usage as (
    select * from {{ source('ravenstack', 'ravenstack_feature_usage') }}
),

subscriptions as (
    select * from {{ source('ravenstack', 'ravenstack_subscriptions') }}
),

-- The same id stands for different uses on different days. The first one counts: a day that was
-- built stays as it is when the id comes again.
feature_usage_by_id as (
    select
        *,
        row_number() over (
            partition by usage_id
            order by usage_date asc, subscription_id asc
        ) as occurrence
    from feature_usage
),

final as (
    select
        feature_usage_by_id.usage_id as event_id,
        subscriptions.account_id,
        feature_usage_by_id.feature_name as event_name,
        feature_usage_by_id.usage_date as occurred_at,
        feature_usage_by_id.usage_count as quantity,
        {{ row_as_json([
            'feature_usage_by_id.subscription_id',
            'feature_usage_by_id.usage_duration_secs',
            'feature_usage_by_id.error_count',
            'feature_usage_by_id.is_beta_feature',
        ]) }} as properties,
        case when feature_usage_by_id.occurrence > 1 then 'duplicate of event_id' end
            as connector_fault
    from feature_usage_by_id
    left join subscriptions
        on feature_usage_by_id.subscription_id = subscriptions.subscription_id
)

select * from final
