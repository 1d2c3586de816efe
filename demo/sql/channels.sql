-- Marketing channels and their campaigns. Planted: content wins twice as many of its leads as the
-- others at a third of the cost of each; display half as many at twice the cost. All others are alike.
create or replace table story.channels as
with listed as (
    from (values
        ('organic_search', 22, 1.0, 250, 2.0, 0.03),
        ('content', 14, 2.0, 80, 1.0, 0.04),
        ('referral', 10, 1.0, 250, 5.0, null),
        ('paid_search', 20, 1.0, 250, 4.0, 0.035),
        ('social', 10, 1.0, 250, 3.0, 0.01),
        ('display', 10, 0.5, 500, 2.5, 0.001),
        ('outbound', 8, 1.0, 250, null, null),
        ('events', 6, 1.0, 250, null, null),
    ) as listed (channel, weight, win_factor, lead_cost, click_cost, click_rate)
),

-- Of a hundred leads about seventeen are won.
shared as (
    select
        *,
        weight * win_factor as won_weight,
        weight * (1 - 0.165 * win_factor) as lost_weight,
    from listed
)

-- A number in [0, 1) falls on one channel, by the shares among won, lost and visiting.
select
    channel,
    weight / sum(weight) over () as share,
    lead_cost,
    click_cost,
    click_rate,
    win_factor = 2 as is_good,
    win_factor = 0.5 as is_poor,
    sum(won_weight) over so_far / sum(won_weight) over () as won_to,
    won_to - won_weight / sum(won_weight) over () as won_from,
    sum(lost_weight) over so_far / sum(lost_weight) over () as lost_to,
    lost_to - lost_weight / sum(lost_weight) over () as lost_from,
    -- Nobody comes to the website through a salesperson's call.
    sum(if(channel = 'outbound', 0, weight)) over so_far
        / sum(if(channel = 'outbound', 0, weight)) over () as visit_to,
    visit_to
    - if(channel = 'outbound', 0, weight) / sum(if(channel = 'outbound', 0, weight)) over ()
        as visit_from,
from shared
window so_far as (order by channel);

-- Edges that rounding leaves open.
update story.channels set won_to = 2, lost_to = 2, visit_to = 2
where channel = (select max(channel) from story.channels);

create or replace table story.campaigns as
select
    *,
    channel || '_' || campaign_no as campaign_id,
    count(*) over (partition by channel) as campaigns,
from (values
    ('paid_search', 1, 'Brand search', 'USD', 0.3),
    ('paid_search', 2, 'Competitor search', 'USD', 0.3),
    ('paid_search', 3, 'Generic search', 'USD', 0.4),
    ('social', 1, 'Founders on social', 'USD', 0.5),
    ('social', 2, 'Europe on social', 'EUR', 0.5),
    ('display', 1, 'Banners wide', 'USD', 0.4),
    ('display', 2, 'Banners retargeting', 'USD', 0.3),
    ('display', 3, 'Banners partners', 'USD', 0.3),
    ('content', 1, 'Field guides', 'USD', 1.0),
    ('events', 1, 'Trade fairs', 'USD', 0.6),
    ('events', 2, 'Webinars', 'USD', 0.4),
) as campaigns (channel, campaign_no, campaign_name, currency, campaign_share);
