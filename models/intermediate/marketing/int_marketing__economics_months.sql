{%- set lag = revenue_rule('cac_lag_months') -%}

with months as (
    select * from {{ ref('int_marketing__months') }}
),

segment_customers as (
    select * from {{ ref('int_marketing__segment_customers') }}
),

segment_spend as (
    select * from {{ ref('int_marketing__segment_spend') }}
),

segments as (
    select
        segment_type,
        segment
    from segment_customers
    union distinct
    select
        segment_type,
        segment
    from segment_spend
),

-- Every segment has every month, so that windows count months.
dense as (
    select
        months.date_month,
        months.is_complete,
        segments.segment_type,
        segments.segment,
        coalesce(segment_spend.acquisition_spend, 0) as acquisition_spend,
        coalesce(segment_customers.customers_start, 0) as customers_start,
        coalesce(segment_customers.churned_customers, 0) as churned_customers,
        coalesce(segment_customers.new_customers, 0) as new_customers,
        coalesce(segment_customers.reactivated_customers, 0) as reactivated_customers,
        coalesce(segment_customers.customers_end, 0) as customers_end,
        coalesce(segment_customers.new_mrr, 0) as new_mrr,
        coalesce(segment_customers.mrr_end, 0) as mrr_end
    from months
    cross join segments
    left join segment_customers
        on
            months.date_month = segment_customers.date_month
            and segments.segment_type = segment_customers.segment_type
            and segments.segment = segment_customers.segment
    left join segment_spend
        on
            months.date_month = segment_spend.date_month
            and segments.segment_type = segment_spend.segment_type
            and segments.segment = segment_spend.segment
),

final as (
    select
        *,
        avg(
            case when is_complete then {{ rate('churned_customers', 'customers_start') }} end
        ) over six_months as mean_customer_churn_rate,
        {{ as_money('sum(mrr_end) over this_quarter') }} as quarter_recurring_revenue,
        {{ as_money('sum(mrr_end) over last_quarter') }} as previous_quarter_recurring_revenue,
        {{ as_money('sum(acquisition_spend) over quarter_of_spend') }} as previous_quarter_spend,
        count(*) over last_quarter as months_before,
        count(*) over quarter_of_spend as months_of_spend
    from dense
    -- DECISIONS.md, "Magic number": the spend of the quarter before, whatever cac_lag_months is.
    window
        six_months as (
            partition by segment_type, segment
            order by date_month rows between 5 preceding and current row
        ),
        this_quarter as (
            partition by segment_type, segment
            order by date_month rows between 2 preceding and current row
        ),
        last_quarter as (
            partition by segment_type, segment
            order by date_month rows between 5 preceding and 3 preceding
        ),
        quarter_of_spend as (
            partition by segment_type, segment
            order by date_month
            rows between
            {{ (5 - lag) | abs }} {{ 'preceding' if lag <= 5 else 'following' }}
            and {{ (3 - lag) | abs }} {{ 'preceding' if lag <= 3 else 'following' }}
        )
)

select * from final
