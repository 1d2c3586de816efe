with account_mrr_reconciliation as (
    select * from {{ ref('account_mrr_reconciliation') }}
),

monthly_finance as (
    select * from {{ ref('monthly_finance') }}
    where is_complete
),

kinds as (
    {% for kind in [
        'part of the month', 'not invoiced', 'billed without MRR', 'changed within the period',
        'discounts', 'days of the month', 'exchange rates', 'prorations', 'one-off', 'metered',
        'billed for other months', 'unexplained',
    ] -%}
    select
        '{{ kind }}' as kind,
        {{ loop.index }} as kind_order
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

summed as (
    select
        date_month,
        kind,
        sum(amount) as amount,
        count(*) as accounts
    from account_mrr_reconciliation
    group by date_month, kind
),

final as (
    select
        monthly_finance.date_month,
        kinds.kind,
        kinds.kind_order,
        monthly_finance.mrr,
        {{ as_money('coalesce(summed.amount, 0)') }} as amount,
        coalesce(summed.accounts, 0) as accounts,
        monthly_finance.billings
    from monthly_finance
    cross join kinds
    left join summed
        on
            monthly_finance.date_month = summed.date_month
            and kinds.kind = summed.kind
)

select * from final
