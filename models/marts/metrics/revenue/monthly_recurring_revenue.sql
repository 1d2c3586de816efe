with month_movements as (
    select * from {{ ref('int_revenue__month_movements') }}
),

final as (
    select
        date_month,
        account_id,
        mrr,
        previous_mrr,
        new_mrr,
        expansion_mrr,
        contraction_mrr,
        churned_mrr,
        reactivation_mrr,
        exchange_rate_mrr,
        gross_mrr,
        discount_mrr,
        trial_mrr,
        committed_mrr,
        is_active,
        is_new,
        is_churned,
        is_reactivated
    from month_movements
)

select * from final
