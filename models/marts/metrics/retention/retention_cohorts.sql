with account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
),

cohort_members as (
    select * from {{ ref('int_revenue__cohort_members') }}
),

member_months as (
    select
        cohort_members.*,
        account_months.date_month,
        cast(
            {{ dbt.datediff('cohort_members.cohort_month', 'account_months.date_month', 'month') }}
            as integer
        ) as months_since,
        account_months.is_active,
        account_months.mrr
    from cohort_members
    inner join account_months
        on
            cohort_members.account_id = account_months.account_id
            and cohort_members.cohort_month <= account_months.date_month
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
        {{ as_money('sum(mrr)') }} as retained_mrr,
        {{ as_money('sum(least(mrr, starting_mrr))') }} as kept_mrr,
        last_day(max(date_month)) <= {{ as_of_date() }} as is_complete
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
        kept_mrr,
        {{ rate('retained_customers', 'customers') }} as logo_retention,
        {{ rate('retained_mrr', 'mrr') }} as revenue_retention,
        {{ rate('kept_mrr', 'mrr') }} as gross_revenue_retention,
        is_complete
    from segmented
)

select * from final
