with segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
),

final as (
    select
        date_month,
        account_id,
        plan_tier,
        billing_interval,
        industry,
        size_band,
        country,
        channel,
        customer_tier,
        mrr,
        previous_mrr,
        new_mrr,
        expansion_mrr,
        contraction_mrr,
        churned_mrr,
        reactivation_mrr,
        exchange_rate_mrr,
        committed_mrr,
        mrr_12_months_ago,
        mrr_of_customers_12_months_ago,
        mrr_kept_12_months,
        was_active,
        is_active,
        is_new,
        is_churned,
        is_reactivated,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from segmented_months
)

select * from final
