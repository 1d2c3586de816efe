with spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

new_customers as (
    select * from {{ ref('int_marketing__new_customers') }}
),

customers_by_channel as (
    select
        date_month,
        channel,
        count(*) as customers
    from new_customers
    group by date_month, channel
),

customers_by_month as (
    select
        date_month,
        count(*) as customers
    from new_customers
    group by date_month
),

-- DECISIONS.md, "Whose month the spend is" (`cac_lag_months`).
channel_spend as (
    select
        cast(
            {{ dbt.dateadd('month', revenue_rule('cac_lag_months'), 'date_month') }} as date
        ) as date_month,
        channel,
        sum(spend) as spend
    from spend_months
    group by
        cast({{ dbt.dateadd('month', revenue_rule('cac_lag_months'), 'date_month') }} as date),
        channel
),

-- DECISIONS.md, "What a customer cost": its share of its channel's spend, …
shares_of_channels as (
    select
        channel_spend.date_month,
        channel_spend.channel,
        cast(channel_spend.spend as double)
        / cast(customers_by_channel.customers as double) as cost
    from channel_spend
    inner join customers_by_channel
        on
            channel_spend.date_month = customers_by_channel.date_month
            and channel_spend.channel = customers_by_channel.channel
),

-- … and of what was spent on channels by which nobody came.
shares_of_the_rest as (
    select
        channel_spend.date_month,
        cast(sum(channel_spend.spend) as double)
        / cast(max(customers_by_month.customers) as double) as cost
    from channel_spend
    inner join customers_by_month
        on channel_spend.date_month = customers_by_month.date_month
    left join customers_by_channel
        on
            channel_spend.date_month = customers_by_channel.date_month
            and channel_spend.channel = customers_by_channel.channel
    where customers_by_channel.channel is null
    group by channel_spend.date_month
),

final as (
    select
        new_customers.account_id,
        new_customers.date_month,
        {{ double_as_money(
            'coalesce(shares_of_channels.cost, 0) + coalesce(shares_of_the_rest.cost, 0)'
        ) }} as acquisition_cost
    from new_customers
    left join shares_of_channels
        on
            new_customers.date_month = shares_of_channels.date_month
            and new_customers.channel = shares_of_channels.channel
    left join shares_of_the_rest
        on new_customers.date_month = shares_of_the_rest.date_month
)

select * from final
