with months as (
    select * from {{ ref('int_marketing__months') }}
),

cohort_months as (
    select * from {{ ref('int_marketing__cohort_months') }}
),

economics_months as (
    select * from {{ ref('int_marketing__economics_months') }}
    where segment_type in ('all', 'channel_group')
),

amounts as (
    select
        cohort_month,
        date_month,
        'all' as segment_type,
        'all' as segment,
        sum(mrr) as mrr,
        sum(cash_collected) as cash_collected
    from cohort_months
    group by cohort_month, date_month

    union all

    select
        cohort_month,
        date_month,
        'channel_group' as segment_type,
        channel_group as segment,
        mrr,
        cash_collected
    from cohort_months
),

-- A month's spend is its cohort's, also where nobody came.
cohorts as (
    select
        economics_months.date_month as cohort_month,
        months.date_month,
        cast(
            (
                extract(year from months.date_month)
                - extract(year from economics_months.date_month)
            ) * 12
            + extract(month from months.date_month)
            - extract(month from economics_months.date_month)
            as integer
        ) as months_since,
        economics_months.segment_type,
        economics_months.segment,
        cast(economics_months.new_customers as bigint) as customers,
        {{ as_money('economics_months.acquisition_spend') }} as acquisition_spend,
        months.is_complete
    from economics_months
    inner join months
        on economics_months.date_month <= months.date_month
    where economics_months.new_customers > 0 or economics_months.acquisition_spend > 0
),

-- DECISIONS.md, "When a cohort has paid itself back": after the cost of serving it.
cumulated as (
    select
        cohorts.*,
        {{ as_money(
            'sum(coalesce(amounts.mrr, 0)) over cohort_so_far'
        ) }} as cumulative_mrr,
        {{ as_money(
            'sum(coalesce(amounts.cash_collected, 0)) over cohort_so_far'
        ) }} as cumulative_cash_collected
    from cohorts
    left join amounts
        on
            cohorts.cohort_month = amounts.cohort_month
            and cohorts.date_month = amounts.date_month
            and cohorts.segment_type = amounts.segment_type
            and cohorts.segment = amounts.segment
    window cohort_so_far as (
        partition by cohorts.cohort_month, cohorts.segment_type, cohorts.segment
        order by cohorts.date_month
        rows unbounded preceding
    )
),

{%- set margin = 'cast(' ~ revenue_rule('gross_margin') ~ ' as decimal(9, 6))' %}

netted as (
    select
        *,
        {{ as_money('cumulative_mrr * ' ~ margin) }} as cumulative_gross_profit,
        {{ as_money(
            'cumulative_mrr * ' ~ margin ~ ' - acquisition_spend'
        ) }} as cumulative_net_profit,
        {{ as_money(
            'cumulative_cash_collected * ' ~ margin ~ ' - acquisition_spend'
        ) }} as cumulative_net_cash
    from cumulated
),

final as (
    select
        cohort_month,
        months_since,
        segment_type,
        segment,
        customers,
        acquisition_spend,
        cumulative_mrr,
        cumulative_gross_profit,
        cumulative_net_profit,
        cumulative_cash_collected,
        cumulative_net_cash,
        {%- for column, amount in [
            ('break_even_month', 'cumulative_net_profit'),
            ('cash_break_even_month', 'cumulative_net_cash'),
        ] %}
        min(case when customers > 0 and {{ amount }} >= 0 then months_since end) over (
            partition by cohort_month, segment_type, segment
        ) as {{ column }},
        {%- endfor %}
        is_complete
    from netted
)

select * from final
