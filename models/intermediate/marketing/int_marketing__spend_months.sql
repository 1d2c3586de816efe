with marketing_spend as (
    select * from {{ ref('stg_marketing__marketing_spend') }}
    where spend_date <= {{ as_of_date() }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

converted as (
    select
        marketing_spend.*,
        {{ double_as_money(
            'cast(coalesce(marketing_spend.amount, 0) as double) * exchange_rates.rate'
        ) }} as converted_amount
    from marketing_spend
    left join exchange_rates
        on
            marketing_spend.currency = exchange_rates.currency
            and marketing_spend.spend_date >= exchange_rates.from_date
            and marketing_spend.spend_date < exchange_rates.to_date
),

final as (
    select
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date) as date_month,
        channel,
        coalesce(campaign_id, campaign_name, 'unknown') as campaign,
        {{ as_money('sum(converted_amount)') }} as spend,
        cast(coalesce(sum(impressions), 0) as bigint) as impressions,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks,
        count(*) filter (where converted_amount is null) as rows_without_rate
    from converted
    group by
        cast({{ dbt.date_trunc('month', 'spend_date') }} as date),
        channel,
        coalesce(campaign_id, campaign_name, 'unknown')
)

select * from final
