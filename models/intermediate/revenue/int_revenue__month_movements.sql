with account_months as (
    select * from {{ ref('int_revenue__account_months') }}
),

customer_months as (
    select * from {{ ref('int_revenue__customer_months') }}
),

activity as (
    select
        account_months.*,
        coalesce(customer_months.is_active, false) as is_active,
        coalesce(customer_months.has_new_start, false) as has_new_start,
        coalesce(
            lag(customer_months.is_active) over (
                partition by account_months.account_id
                order by account_months.date_month
            ),
            false
        ) as was_active
    from account_months
    left join customer_months
        on
            account_months.account_id = customer_months.account_id
            and account_months.date_month = customer_months.date_month
),

-- DECISIONS.md, "Month ends are compared with month ends".
classified as (
    select
        *,
        mrr - previous_mrr_at_rate as customer_amount,
        previous_mrr_at_rate - previous_mrr as exchange_rate_amount,
        is_active and not was_active and has_new_start as is_new,
        is_active and not was_active and not has_new_start as is_reactivated,
        was_active and not is_active as is_churned,
        was_active and is_active as is_kept
    from activity
),

final as (
    select
        date_month,
        account_id,
        mrr,
        previous_mrr,
        {{ as_money('case when is_new then customer_amount else 0 end') }} as new_mrr,
        {{ as_money(
            'case when is_kept and customer_amount > 0 then customer_amount else 0 end'
        ) }} as expansion_mrr,
        {{ as_money(
            'case when is_kept and customer_amount < 0 then customer_amount else 0 end'
        ) }} as contraction_mrr,
        {{ as_money('case when is_churned then customer_amount else 0 end') }} as churned_mrr,
        {{ as_money(
            'case when is_reactivated then customer_amount else 0 end'
        ) }} as reactivation_mrr,
        {{ as_money('exchange_rate_amount') }} as exchange_rate_mrr,
        gross_mrr,
        {{ as_money('gross_mrr - mrr') }} as discount_mrr,
        trial_mrr,
        committed_mrr,
        was_active,
        is_active,
        is_new,
        is_churned,
        is_reactivated
    from classified
)

select * from final
