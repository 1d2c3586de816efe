with first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

starts as (
    select * from {{ ref('int_plans__starts') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

-- The segment of a cohort is the one in which its accounts began, on their first day as customers.
final as (
    select
        first_spells.account_id,
        cast({{ dbt.date_trunc('month', 'first_spells.started_on') }} as date) as cohort_month,
        first_spells.starting_mrr,
        coalesce(starts.customer_plan_tier, 'unknown') as plan_tier,
        coalesce(starts.customer_billing_interval, 'unknown') as billing_interval,
        coalesce(accounts.industry, 'unknown') as industry,
        coalesce(accounts.size_band, 'unknown') as size_band,
        coalesce(accounts.country, 'unknown') as country,
        coalesce(accounts.channel, 'unknown') as channel,
        coalesce(mrr_intervals.customer_tier, 'unknown') as customer_tier
    from first_spells
    left join starts
        on first_spells.account_id = starts.account_id
    left join accounts
        on first_spells.account_id = accounts.account_id
    left join mrr_intervals
        on
            first_spells.account_id = mrr_intervals.account_id
            and first_spells.started_on >= mrr_intervals.from_date
            and first_spells.started_on < mrr_intervals.to_date
)

select * from final
