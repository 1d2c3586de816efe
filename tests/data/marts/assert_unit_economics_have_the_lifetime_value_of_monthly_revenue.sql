-- LTV has one definition: what unit_economics says of a segment is what monthly_revenue says of it. Segments
-- that were gone for some months are left out: there the six months that count are others.
with lasting_segments as (
    select
        segment_type,
        segment
    from {{ ref('monthly_revenue') }}
    group by segment_type, segment
    having
        count(*) = {{ dbt.datediff('min(date_month)', 'max(date_month)', 'month') }} + 1
)

select
    monthly_revenue.date_month,
    monthly_revenue.segment_type,
    monthly_revenue.segment,
    monthly_revenue.customer_lifetime_value as expected,
    unit_economics.customer_lifetime_value
from {{ ref('monthly_revenue') }} as monthly_revenue
inner join lasting_segments
    on
        monthly_revenue.segment_type = lasting_segments.segment_type
        and monthly_revenue.segment = lasting_segments.segment
left join {{ ref('unit_economics') }} as unit_economics
    on
        monthly_revenue.date_month = unit_economics.date_month
        and monthly_revenue.segment_type = unit_economics.segment_type
        and monthly_revenue.segment = unit_economics.segment
where
    abs(
        coalesce(monthly_revenue.customer_lifetime_value, -1)
        - coalesce(unit_economics.customer_lifetime_value, -1)
    ) > 0.01
    or unit_economics.segment is null
