with account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
),

plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

tiers as (
    select
        account_months.account_id,
        account_months.date_month,
        mrr_intervals.customer_tier
    from account_months
    inner join months
        on account_months.date_month = months.date_month
    inner join mrr_intervals
        on
            account_months.account_id = mrr_intervals.account_id
            and months.month_end >= mrr_intervals.from_date
            and months.month_end < mrr_intervals.to_date
    where account_months.is_active
),

-- DECISIONS.md, "An account is in one segment a month": where it is at its end, else where it was.
months_with_plans as (
    select
        account_months.*,
        {{ last_known(
            'plans.plan_tier', 'account_months.account_id', 'account_months.date_month'
        ) }} as plan_tier,
        {{ last_known(
            'plans.billing_interval', 'account_months.account_id', 'account_months.date_month'
        ) }} as billing_interval,
        {{ last_known(
            'tiers.customer_tier', 'account_months.account_id', 'account_months.date_month'
        ) }} as customer_tier,
        {{ as_money(
            'coalesce(lag(account_months.mrr, 12) over ('
            ~ 'partition by account_months.account_id order by account_months.date_month), 0)'
        ) }} as mrr_12_months_ago
    from account_months
    left join plans
        on
            account_months.account_id = plans.account_id
            and account_months.date_month = plans.date_month
    left join tiers
        on
            account_months.account_id = tiers.account_id
            and account_months.date_month = tiers.date_month
),

months_that_count as (
    select
        months_with_plans.*,
        accounts.industry,
        accounts.size_band,
        accounts.country,
        accounts.channel
    from months_with_plans
    left join accounts
        on months_with_plans.account_id = accounts.account_id
    where
        months_with_plans.is_active
        or months_with_plans.was_active
        or months_with_plans.mrr_12_months_ago > 0
),

final as (
    select
        date_month,
        account_id,
        {% for segment_type in segment_types() if segment_type != 'all' -%}
        coalesce({{ segment_type }}, 'unknown') as {{ segment_type }},
        {% endfor -%}
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
        {{ as_money('case when mrr_12_months_ago > 0 then mrr else 0 end') }}
            as mrr_of_customers_12_months_ago,
        {{ as_money('least(mrr, mrr_12_months_ago)') }} as mrr_kept_12_months,
        was_active,
        is_active,
        is_new,
        is_churned,
        is_reactivated
    from months_that_count
)

select * from final
