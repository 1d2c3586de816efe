with customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
),

plans as (
    select * from {{ ref('int_revenue__account_month_plans') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

first_spells as (
    select
        account_id,
        cast({{ dbt.date_trunc('month', 'started_on') }} as date) as cohort_month,
        starting_mrr
    from customer_spells
    where spell_number = 1
),

-- The segment of a cohort is the one in which its accounts began.
members as (
    select
        first_spells.account_id,
        first_spells.cohort_month,
        first_spells.starting_mrr,
        coalesce(plans.plan_tier, 'unknown') as plan_tier,
        coalesce(plans.billing_interval, 'unknown') as billing_interval,
        coalesce(accounts.industry, 'unknown') as industry,
        coalesce(accounts.size_band, 'unknown') as size_band,
        coalesce(accounts.country, 'unknown') as country
    from first_spells
    left join plans
        on
            first_spells.account_id = plans.account_id
            and first_spells.cohort_month = plans.date_month
    left join accounts
        on first_spells.account_id = accounts.account_id
),

member_months as (
    select
        members.*,
        cast(
            {{ dbt.datediff('members.cohort_month', 'account_months.date_month', 'month') }}
            as integer
        ) as months_since,
        account_months.is_active,
        account_months.mrr
    from members
    inner join account_months
        on
            members.account_id = account_months.account_id
            and members.cohort_month <= account_months.date_month
),

segmented as (
    {% for segment_type in segment_types() %}
    select
        cohort_month,
        months_since,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(*) as customers,
        count(*) filter (where is_active) as retained_customers,
        {{ as_money('sum(starting_mrr)') }} as mrr,
        {{ as_money('sum(mrr)') }} as retained_mrr
    from member_months
    group by cohort_month, months_since{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        cohort_month,
        months_since,
        segment_type,
        segment,
        customers,
        retained_customers,
        mrr,
        retained_mrr,
        {{ rate('retained_customers', 'customers') }} as logo_retention,
        {{ rate('retained_mrr', 'mrr') }} as revenue_retention
    from segmented
)

select * from final
