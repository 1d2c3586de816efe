-- If this fails, the company's billings or revenue of a month are not those of its accounts.
{% set amounts = [
    'billings', 'credits', 'recognized_revenue', 'deferred_revenue_start', 'deferred_revenue_end',
    'unbilled_revenue_start', 'unbilled_revenue_end', 'uncollectible_billings',
] %}
with accounts_summed as (
    select
        {%- for amount in amounts %}
        sum({{ amount }}) as {{ amount }},
        {%- endfor %}
        date_month
    from {{ ref('recognized_revenue') }}
    group by date_month
)

select
    monthly_finance.date_month as company_month,
    accounts_summed.date_month as accounts_month
from {{ ref('monthly_finance') }} as monthly_finance
full outer join accounts_summed
    on monthly_finance.date_month = accounts_summed.date_month
where
    monthly_finance.date_month is null
    {%- for amount in amounts %}
    or monthly_finance.{{ amount }} <> coalesce(accounts_summed.{{ amount }}, 0)
    {%- endfor %}
