with account_mrr_reconciliation as (
    select * from {{ ref('account_mrr_reconciliation') }}
),

monthly_finance as (
    select * from {{ ref('monthly_finance') }}
    where is_complete
),

summed as (
    select
        {%- for kind in reconciliation_kinds() %}
        sum({{ kind }}) as {{ kind }},
        count(*) filter (where {{ kind }} <> 0) as {{ kind }}_accounts,
        {%- endfor %}
        date_month
    from account_mrr_reconciliation
    group by date_month
),

final as (
    {% for column, kind in reconciliation_kinds().items() -%}
    select
        monthly_finance.date_month,
        '{{ kind }}' as kind,
        {{ loop.index }} as kind_order,
        monthly_finance.mrr,
        {{ as_money('coalesce(summed.' ~ column ~ ', 0)') }} as amount,
        coalesce(summed.{{ column }}_accounts, 0) as accounts,
        monthly_finance.billings
    from monthly_finance
    left join summed
        on monthly_finance.date_month = summed.date_month
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
