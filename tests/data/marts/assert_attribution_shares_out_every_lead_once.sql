-- Each model of attribution shares a lead out among its touches, no more and no less: per lead, and in
-- channel_performance per month.
select
    lead_id as what,
    cast(null as date) as date_month
from {{ ref('int_marketing__touch_credits') }}
group by lead_id
having
    sum(first_touch_credit) <> 1
    or sum(last_touch_credit) <> 1
    or sum(linear_credit) <> 1
    or sum(position_based_credit) <> 1

union all

select
    leads.lead_id as what,
    leads.date_month
from {{ ref('int_marketing__leads') }} as leads
left join {{ ref('int_marketing__touch_credits') }} as touch_credits
    on leads.lead_id = touch_credits.lead_id
where touch_credits.lead_id is null

union all

select
    segment_type as what,
    date_month
from {{ ref('channel_performance') }}
group by date_month, segment_type
having
    abs(sum(first_touch_leads) - sum(leads)) > 0.001
    or abs(sum(last_touch_leads) - sum(leads)) > 0.001
    or abs(sum(linear_leads) - sum(leads)) > 0.001
    or abs(sum(position_based_leads) - sum(leads)) > 0.001
