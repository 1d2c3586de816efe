-- What is spent on each channel and campaign, day by day, in step with the leads of the month. Half of
-- the social money is spent in euros.
create or replace table raw.marketing_spend as
with months as (
    select
        date_trunc('month', registered_at)::date as month_on,
        count(*) as leads,
    from story.leads
    where registered_at >= getvariable('market_from')
    group by month_on
),

days as (
    select
        unnest(generate_series(
            getvariable('market_from')::timestamp, getvariable('last_day')::timestamp,
            interval 1 day
        ))::date as spend_date,
),

lines as (
    select
        channels.*,
        campaign_id,
        campaign_name,
        coalesce(campaign_no, 0) as campaign_no,
        coalesce(campaign_share, 1) as campaign_share,
        coalesce(currency, 'USD') as currency,
    from story.channels
    left join story.campaigns using (channel)
),

daily as (
    select
        spend_date,
        lines.*,
        hash(channel, campaign_no) % 1000000 * 100000 + (spend_date - date '2000-01-01') as line_no,
        -- A little more and less from day to day.
        leads / (least(last_day(spend_date), getvariable('last_day')) - month_on + 1)
        * share * campaign_share * lead_cost * (0.8 + 0.4 * dice(line_no, 'spent')) as amount_usd,
    from days
    inner join months on months.month_on = date_trunc('month', spend_date)::date
    cross join lines
)

select
    spend_date,
    channel,
    campaign_id,
    campaign_name,
    round(amount_usd * if(currency = 'EUR', 0.9, 1), 2)::decimal(18, 4) as amount,
    currency,
    if(
        click_rate is null, null,
        floor(amount_usd / click_cost / click_rate * (0.9 + 0.2 * dice(line_no, 'shown')))
    )::bigint as impressions,
    if(click_cost is null, null, floor(amount_usd / click_cost))::bigint as clicks,
from daily
where amount_usd > 0;
