-- Spend by channel, by group and by campaign is what was spent, converted here once more; if not, a
-- channel looks cheaper than it is. Unit economics have the same spend, cac_lag_months later.
with spent as (
    select
        cast({{ dbt.date_trunc('month', 'marketing_spend.spend_date') }} as date) as date_month,
        sum(cast(marketing_spend.amount as double) * exchange_rates.rate) as spend
    from {{ ref('stg_marketing__marketing_spend') }} as marketing_spend
    left join {{ ref('int_reference__exchange_rates') }} as exchange_rates
        on
            marketing_spend.currency = exchange_rates.currency
            and marketing_spend.spend_date >= exchange_rates.from_date
            and marketing_spend.spend_date < exchange_rates.to_date
    where marketing_spend.spend_date <= {{ as_of_date() }}
    group by cast({{ dbt.date_trunc('month', 'marketing_spend.spend_date') }} as date)
),

spent_later as (
    select
        cast(
            {{ dbt.dateadd('month', revenue_rule('cac_lag_months'), 'date_month') }} as date
        ) as date_month,
        spend
    from spent
),

by_channel as (
    select
        date_month,
        segment_type,
        sum(spend) as spend
    from {{ ref('channel_performance') }}
    group by date_month, segment_type
),

by_segment as (
    select
        date_month,
        segment_type,
        sum(acquisition_spend) as spend
    from {{ ref('unit_economics') }}
    group by date_month, segment_type
)

select
    by_channel.date_month,
    by_channel.segment_type,
    by_channel.spend,
    spent.spend as expected
from by_channel
left join spent
    on by_channel.date_month = spent.date_month
where abs(by_channel.spend - coalesce(spent.spend, 0)) > 0.01

union all

select
    by_segment.date_month,
    by_segment.segment_type,
    by_segment.spend,
    spent_later.spend as expected
from by_segment
left join spent_later
    on by_segment.date_month = spent_later.date_month
where abs(by_segment.spend - coalesce(spent_later.spend, 0)) > 0.01
