with segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where is_churned
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
    where is_last_of_month
),

monthly_revenue as (
    select * from {{ ref('monthly_revenue') }}
),

kinds as (
    select 'voluntary' as kind
    union all
    select 'involuntary' as kind
    union all
    select 'pause' as kind
),

-- DECISIONS.md, "Churn by kind is the churn of the month".
churned_accounts as (
    select
        segmented_months.*,
        departures.kind
    from segmented_months
    inner join departures
        on
            segmented_months.account_id = departures.account_id
            and segmented_months.date_month = departures.date_month
),

churned as (
    {% for segment_type in segment_types() %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        kind,
        count(*) as churned_customers,
        {{ as_money('sum(churned_mrr)') }} as churned_mrr
    from churned_accounts
    group by date_month, kind{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        monthly_revenue.date_month,
        monthly_revenue.segment_type,
        monthly_revenue.segment,
        kinds.kind,
        coalesce(churned.churned_customers, 0) as churned_customers,
        {{ as_money('coalesce(churned.churned_mrr, 0)') }} as churned_mrr,
        monthly_revenue.customers_start,
        monthly_revenue.mrr_start,
        monthly_revenue.is_complete
    from monthly_revenue
    cross join kinds
    left join churned
        on
            monthly_revenue.date_month = churned.date_month
            and monthly_revenue.segment_type = churned.segment_type
            and monthly_revenue.segment = churned.segment
            and kinds.kind = churned.kind
),

final as (
    select
        date_month,
        segment_type,
        segment,
        kind,
        churned_customers,
        churned_mrr,
        customers_start,
        mrr_start,
        {{ rate('churned_customers', 'customers_start') }} as customer_churn_rate,
        {{ rate('-churned_mrr', 'mrr_start') }} as mrr_churn_rate,
        is_complete
    from counted
)

select * from final
