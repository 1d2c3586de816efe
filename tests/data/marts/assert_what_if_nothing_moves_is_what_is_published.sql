-- If this fails, what-if begins with other figures than those that are published.
select
    what_if.lever,
    what_if.mrr,
    unit_economics.mrr_end,
    what_if.customers,
    unit_economics.customers_end,
    what_if.customer_lifetime_value,
    unit_economics.customer_lifetime_value as published_lifetime_value
from {{ ref('what_if') }} as what_if
left join {{ ref('unit_economics') }} as unit_economics
    on
        what_if.date_month = unit_economics.date_month
        and unit_economics.segment_type = 'all'
where
    what_if.change_points = 0
    and (
        unit_economics.date_month is null
        or what_if.mrr <> unit_economics.mrr_end
        or what_if.customers <> unit_economics.customers_end
        -- Published churn has nine digits, so a lifetime value of thousands has some cents to spare.
        or coalesce(
            abs(what_if.customer_lifetime_value - unit_economics.customer_lifetime_value)
            > unit_economics.customer_lifetime_value * 0.000001,
            (what_if.customer_lifetime_value is null)
            <> (unit_economics.customer_lifetime_value is null)
        )
    )
