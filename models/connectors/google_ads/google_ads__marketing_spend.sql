{{ config(enabled=uses_connector('google_ads')) }}

with campaign_days as (
    select * from {{ ref('google_ads__campaign_days') }}
),

-- DECISIONS.md, "Google Ads": campaigns alone are added up, whatever else the loader lands.
final as (
    select
        spend_date,
        channel,
        campaign_id,
        campaign_name,
        {{ as_money('cast(sum(cost_micros) as decimal(26, 0)) / 1000000') }} as amount,
        currency,
        cast(sum(impressions) as bigint) as impressions,
        cast(sum(clicks) as bigint) as clicks
    from campaign_days
    group by spend_date, channel, campaign_id, campaign_name, currency
)

select * from final
