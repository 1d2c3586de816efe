{%- set figures = [
    'new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivation_mrr',
    'exchange_rate_mrr',
] -%}

with closed_months as (
    select * from {{ ref('int_history__closed_months') }}
    where
        record_type = 'month'
        and reported_on <= {{ as_of_date() }}
),

month_totals as (
    select * from {{ ref('int_history__month_totals') }}
),

restatements as (
    select * from {{ ref('restatements') }}
),

reasons_summed as (
    select
        {%- for reason in ['late data', 'backdated change', 'deleted record', 'changed rules'] %}
        sum(amount) filter (where reason = '{{ reason }}') as {{ reason | replace(' ', '_') }}_mrr,
        {%- endfor %}
        date_month
    from restatements
    group by date_month
),

compared as (
    select
        closed_months.*,
        coalesce(month_totals.mrr, 0) as restated_mrr,
        coalesce(month_totals.mrr, 0) - closed_months.mrr as mrr_difference,
        coalesce(month_totals.customers, 0) as restated_customers,
        {%- for figure in figures %}
        coalesce(month_totals.{{ figure }}, 0) as restated_{{ figure }},
        {%- endfor %}
        coalesce(reasons_summed.late_data_mrr, 0) as late_data_mrr,
        coalesce(reasons_summed.backdated_change_mrr, 0) as backdated_change_mrr,
        coalesce(reasons_summed.deleted_record_mrr, 0) as deleted_record_mrr,
        coalesce(reasons_summed.changed_rules_mrr, 0) as changed_rules_mrr
    from closed_months
    left join month_totals
        on closed_months.date_month = month_totals.date_month
    left join reasons_summed
        on closed_months.date_month = reasons_summed.date_month
),

-- Months are converted account by account, items one by one: what that leaves is the rate's.
final as (
    select
        date_month,
        reported_on,
        {{ as_money('mrr') }} as reported_mrr,
        {{ as_money('restated_mrr') }} as restated_mrr,
        {{ as_money('mrr_difference') }} as mrr_difference,
        {{ as_money('late_data_mrr') }} as late_data_mrr,
        {{ as_money('backdated_change_mrr') }} as backdated_change_mrr,
        {{ as_money('deleted_record_mrr') }} as deleted_record_mrr,
        {{ as_money('changed_rules_mrr') }} as changed_rules_mrr,
        {{ as_money(
            'mrr_difference - late_data_mrr - backdated_change_mrr - deleted_record_mrr'
            ~ ' - changed_rules_mrr'
        ) }} as changed_rates_mrr,
        customers as reported_customers,
        restated_customers,
        {%- for figure in figures %}
        {{ as_money(figure) }} as reported_{{ figure }},
        {{ as_money('restated_' ~ figure) }} as restated_{{ figure }},
        {%- endfor %}
        rules as reported_rules,
        rules = {{ revenue_rules_in_force() }} as has_same_rules
    from compared
)

select * from final
