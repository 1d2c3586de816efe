with spend_months as (
    select * from {{ ref('int_marketing__spend_months') }}
),

leads as (
    select * from {{ ref('int_marketing__leads') }}
),

channel_spend as (
    select
        date_month,
        channel,
        cast(sum(spend) as double) as spend
    from spend_months
    group by date_month, channel
),

leads_by_channel as (
    select
        date_month,
        channel,
        cast(count(*) as double) as leads,
        cast(sum(count(*)) over (partition by date_month) as double) as leads_of_month
    from leads
    group by date_month, channel
),

leads_by_month as (
    select
        date_month,
        max(leads_of_month) as leads
    from leads_by_channel
    group by date_month
),

-- What was spent on channels that brought no lead in the month is shared by all leads of it.
rest as (
    select
        channel_spend.date_month,
        sum(channel_spend.spend) as spend
    from channel_spend
    left join leads_by_channel
        on
            channel_spend.date_month = leads_by_channel.date_month
            and channel_spend.channel = leads_by_channel.channel
    where leads_by_channel.channel is null
    group by channel_spend.date_month
),

-- DECISIONS.md, "What a lead cost".
final as (
    select
        leads.lead_id,
        {{ double_as_money(
            'coalesce(channel_spend.spend / leads_by_channel.leads, 0)'
            ~ ' + coalesce(rest.spend / leads_by_month.leads, 0)'
        ) }} as lead_cost
    from leads
    inner join leads_by_channel
        on
            leads.date_month = leads_by_channel.date_month
            and leads.channel = leads_by_channel.channel
    inner join leads_by_month
        on leads.date_month = leads_by_month.date_month
    left join channel_spend
        on
            leads.date_month = channel_spend.date_month
            and leads.channel = channel_spend.channel
    left join rest
        on leads.date_month = rest.date_month
)

select * from final
