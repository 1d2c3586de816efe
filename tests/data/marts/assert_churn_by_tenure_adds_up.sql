-- If this fails, churn by tenure leaves customers out or counts them in two bands.
with by_tenure as (
    select
        date_month,
        segment_type,
        cast(sum(case when kind = 'all' then customers_lost else 0 end) as bigint) as lost,
        cast(sum(case when kind <> 'all' then customers_lost else 0 end) as bigint)
            as lost_by_reason,
        cast(sum(case when kind = 'all' then customers_at_risk else 0 end) as bigint) as at_risk,
        cast(sum(case when kind = 'all' then customers_at_risk_lost else 0 end) as bigint)
            as at_risk_lost,
        cast(sum(case when kind <> 'all' then customers_at_risk_lost else 0 end) as bigint)
            as at_risk_lost_by_reason
    from {{ ref('churn_by_tenure') }}
    group by date_month, segment_type
),

months as (
    select
        date_month,
        segment_type,
        sum(customers_start) as customers_start,
        sum(churned_customers) as churned_customers
    from {{ ref('monthly_revenue') }}
    group by date_month, segment_type
),

departures as (
    select
        cast({{ dbt.date_trunc('month', 'left_on') }} as date) as date_month,
        count(*) as departures
    from {{ ref('customer_departures') }}
    group by cast({{ dbt.date_trunc('month', 'left_on') }} as date)
)

select
    by_tenure.*,
    months.customers_start,
    months.churned_customers,
    departures.departures
from by_tenure
left join months
    on
        by_tenure.date_month = months.date_month
        and by_tenure.segment_type = months.segment_type
left join departures
    on by_tenure.date_month = departures.date_month
where
    by_tenure.lost <> coalesce(departures.departures, 0)
    or by_tenure.lost_by_reason <> by_tenure.lost
    or by_tenure.at_risk <> coalesce(months.customers_start, 0)
    or by_tenure.at_risk_lost <> coalesce(months.churned_customers, 0)
    or by_tenure.at_risk_lost_by_reason <> by_tenure.at_risk_lost
