{{ config(enabled=uses_connector('google_ads')) }}

with campaign_stats as (
    select * from {{ source('google_ads', 'google_ads_campaign_stats') }}
),

campaign_versions as (
    select * from {{ source('google_ads', 'google_ads_campaign_history') }}
),

account_versions as (
    select * from {{ source('google_ads', 'google_ads_account_history') }}
),

channels as (
    select * from {{ ref('vendor_channels') }}
    where connector = 'google_ads'
),

-- A row that was loaded twice is one, as it was last; without a key nothing tells rows apart.
numbered_stats as (
    select
        *,
        row_number() over (
            partition by _fivetran_id, customer_id, id, {{ adapter.quote('date') }}
            order by _fivetran_synced desc nulls last, cost_micros desc
        ) as place
    from campaign_stats
),

campaigns as (
    select
        id as campaign_id,
        {{ newest_of('name', 'updated_at') }} as campaign_name,
        {{ newest_of('customer_id', 'updated_at') }} as customer_id,
        {{ newest_of('advertising_channel_type', 'updated_at') }} as channel_type
    from campaign_versions
    group by id
),

currencies as (
    select
        id as customer_id,
        upper({{ newest_of('currency_code', 'updated_at') }}) as currency
    from account_versions
    group by id
),

typed_days as (
    select
        numbered_stats.{{ adapter.quote('date') }} as spend_date,
        coalesce(numbered_stats.customer_id, campaigns.customer_id) as customer_id,
        numbered_stats.id as campaign_id,
        campaigns.campaign_name,
        nullif(nullif({{ vendor_word('campaigns.channel_type') }}, 'unspecified'), 'unknown')
            as channel_type,
        {{ vendor_word('numbered_stats.ad_network_type') }} as network_type,
        numbered_stats.cost_micros,
        numbered_stats.impressions,
        numbered_stats.clicks
    from numbered_stats
    left join campaigns
        on numbered_stats.id = campaigns.campaign_id
    where
        numbered_stats.place = 1
        or numbered_stats._fivetran_id is null
),

-- DECISIONS.md, "Google Ads": the campaign's type says the channel, else the network.
final as (
    select
        typed_days.spend_date,
        typed_days.customer_id,
        typed_days.campaign_id,
        typed_days.campaign_name,
        case
            when typed_days.channel_type is not null
                then coalesce(type_channels.channel, typed_days.channel_type)
            else coalesce(network_channels.channel, 'other')
        end as channel,
        typed_days.channel_type is null as is_channel_guessed,
        currencies.currency,
        typed_days.cost_micros,
        typed_days.impressions,
        typed_days.clicks
    from typed_days
    left join channels as type_channels
        on typed_days.channel_type = type_channels.value
    left join channels as network_channels
        on typed_days.network_type = network_channels.value
    left join currencies
        on typed_days.customer_id = currencies.customer_id
)

select * from final
