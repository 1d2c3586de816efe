-- If this fails, a deal, a lead or a quota belongs to no owner or team, or to two.
with by_member_type as (
    select
        date_quarter,
        window_quarters,
        segment_type,
        segment,
        member_type,
        cast(sum(won_deals) as bigint) as won_deals,
        cast(sum(lost_deals) as bigint) as lost_deals,
        cast(sum(bookings) as decimal(20, 6)) as bookings,
        cast(coalesce(sum(quota), 0) as decimal(20, 6)) as quota,
        cast(sum(renewal_amount) as decimal(20, 6)) as renewal_amount,
        cast(sum(forecast_amount) as decimal(20, 6)) as forecast_amount,
        cast(sum(leads_judged) as bigint) as leads_judged
    from {{ ref('sales_capability') }}
    group by date_quarter, window_quarters, segment_type, segment, member_type
)

select
    parts.*,
    whole.won_deals as won_deals_of_all
from by_member_type as parts
inner join by_member_type as whole
    on
        parts.date_quarter = whole.date_quarter
        and parts.window_quarters = whole.window_quarters
        and parts.segment_type = whole.segment_type
        and parts.segment = whole.segment
        and whole.member_type = 'all'
where
    parts.won_deals <> whole.won_deals
    or parts.lost_deals <> whole.lost_deals
    or parts.bookings <> whole.bookings
    or parts.quota <> whole.quota
    or parts.renewal_amount <> whole.renewal_amount
    or parts.forecast_amount <> whole.forecast_amount
    or parts.leads_judged <> whole.leads_judged
