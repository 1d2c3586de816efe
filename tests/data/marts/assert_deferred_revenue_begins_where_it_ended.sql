-- If this fails, an invoice leaves deferred revenue between two months and nothing says why.
with months as (
    select
        date_month,
        deferred_revenue_start,
        unbilled_revenue_start,
        lag(deferred_revenue_end) over (order by date_month) as previous_deferred_revenue_end,
        lag(unbilled_revenue_end) over (order by date_month) as previous_unbilled_revenue_end
    from {{ ref('monthly_finance') }}
)

select * from months
where
    deferred_revenue_start <> coalesce(previous_deferred_revenue_end, 0)
    or unbilled_revenue_start <> coalesce(previous_unbilled_revenue_end, 0)
