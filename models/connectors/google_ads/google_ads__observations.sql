{{ config(enabled=uses_connector('google_ads')) }}

with campaign_stats as (
    select * from {{ source('google_ads', 'google_ads_campaign_stats') }}
),

account_stats as (
    select * from {{ source('google_ads', 'google_ads_account_stats') }}
),

campaign_days as (
    select * from {{ ref('google_ads__campaign_days') }}
),

campaign_totals as (
    select
        customer_id,
        spend_date,
        sum(cost_micros) as cost_micros
    from campaign_days
    group by customer_id, spend_date
),

account_totals as (
    select
        customer_id,
        {{ adapter.quote('date') }} as spend_date,
        sum(cost_micros) as cost_micros
    from account_stats
    group by customer_id, {{ adapter.quote('date') }}
),

final as (
    select
        'google_ads_rows_loaded_twice' as observation,
        'google_ads_campaign_stats' as table_name,
        'Rows of campaign statistics that are there more than once: each counts once.'
            as description,
        (select count(*) from campaign_stats)
        - (select count(*) from campaign_days) as rows_observed,
        (select count(*) from campaign_stats) as rows_checked

    union all

    select
        'google_ads_spend_without_currency' as observation,
        'google_ads_account_history' as table_name,
        'Rows of spend whose account was not loaded: they count as the reporting currency.'
            as description,
        count(*) filter (where currency is null) as rows_observed,
        count(*) as rows_checked
    from campaign_days

    union all

    select
        'google_ads_spend_of_guessed_channel' as observation,
        'google_ads_campaign_history' as table_name,
        'Rows of spend of campaigns whose type is not known: the network stands for it.'
            as description,
        count(*) filter (where is_channel_guessed) as rows_observed,
        count(*) as rows_checked
    from campaign_days

    union all

    select
        'google_ads_days_that_differ_from_the_account' as observation,
        'google_ads_account_stats' as table_name,
        'Days of accounts whose campaigns do not add up to what the account spent.'
            as description,
        count(*) filter (
            where coalesce(campaign_totals.cost_micros, 0) <> account_totals.cost_micros
        ) as rows_observed,
        count(*) as rows_checked
    from account_totals
    left join campaign_totals
        on
            account_totals.customer_id = campaign_totals.customer_id
            and account_totals.spend_date = campaign_totals.spend_date
)

select * from final
