{%- set amounts = {
    'mrr': {'month_ends': 'mrr'},
    'part_of_month': {'by_interval': 'average_mrr', 'month_ends': '-mrr'},
    'not_invoiced': {'by_both': 'average_mrr', 'by_interval': 'metered_mrr - average_mrr'},
    'billed_without_mrr': {'by_line': 'priced', 'by_both': '-priced'},
    'changed_within_period': {'by_both': 'changed_within_period'},
    'discounts': {'by_both': 'discounts'},
    'days_of_month': {'by_line': 'day_count'},
    'exchange_rates': {'by_line': 'exchange_rates'},
    'prorations': {'recognized_revenue': 'proration_revenue'},
    'one_off': {'recognized_revenue': 'one_off_revenue'},
    'metered': {'recognized_revenue': 'metered_revenue', 'by_interval': '-metered_mrr'},
    'billed_for_other_months': {'recognized_revenue': 'billings - recognized_revenue'},
    'billings': {'recognized_revenue': 'billings'},
} -%}

with recognized_revenue as (
    select * from {{ ref('recognized_revenue') }}
),

priced_lines as (
    select * from {{ ref('int_finance__priced_lines') }}
),

mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

months as (
    select * from {{ ref('int_finance__months_at_rates') }}
),

month_ends as (
    select * from {{ ref('int_revenue__account_months') }}
),

-- What the lines of a month would come to at their monthly prices, …
by_line as (
    select
        priced_lines.account_id,
        months.date_month,
        sum(
            priced_lines.amount_per_day * months.days * (priced_lines.rate - months.rate)
            * {{ share_of_month(['priced_lines.service_from'], ['priced_lines.service_to']) }}
        ) as exchange_rates,
        sum(
            (priced_lines.amount_per_day * months.days - priced_lines.net_price) * months.rate
            * {{ share_of_month(['priced_lines.service_from'], ['priced_lines.service_to']) }}
        ) as day_count,
        sum(
            priced_lines.net_price * months.rate
            * {{ share_of_month(['priced_lines.service_from'], ['priced_lines.service_to']) }}
        ) as priced
    from priced_lines
    inner join months
        on
            priced_lines.currency = months.currency
            and priced_lines.service_from < months.next_month
            and priced_lines.service_to > months.date_month
    group by priced_lines.account_id, months.date_month
),

-- … the MRR of its days, …
by_interval as (
    select
        mrr_intervals.account_id,
        months.date_month,
        sum(
            mrr_intervals.mrr * months.rate
            * {{ share_of_month(['mrr_intervals.from_date'], ['mrr_intervals.to_date']) }}
        ) as average_mrr,
        sum(
            case when plans.usage_type = 'metered' then mrr_intervals.mrr else 0 end * months.rate
            * {{ share_of_month(['mrr_intervals.from_date'], ['mrr_intervals.to_date']) }}
        ) as metered_mrr
    from mrr_intervals
    left join plans
        on mrr_intervals.plan_id = plans.plan_id
    inner join months
        on
            mrr_intervals.currency = months.currency
            and mrr_intervals.from_date < months.next_month
            and mrr_intervals.to_date > months.date_month
    group by mrr_intervals.account_id, months.date_month
),

-- … and how the two differ on the days that have both.
{%- set both = share_of_month(
    ['priced_lines.service_from', 'mrr_intervals.from_date'],
    ['priced_lines.service_to', 'mrr_intervals.to_date']
) %}
by_both as (
    select
        priced_lines.account_id,
        months.date_month,
        sum(priced_lines.net_price * months.rate * {{ both }}) as priced,
        sum(mrr_intervals.mrr * months.rate * {{ both }}) as average_mrr,
        sum(
            (priced_lines.gross_mrr_when_billed - mrr_intervals.gross_mrr)
            * months.rate * {{ both }}
        ) as changed_within_period,
        sum(
            (
                mrr_intervals.gross_mrr - mrr_intervals.mrr
                - priced_lines.gross_price + priced_lines.net_price
            ) * months.rate * {{ both }}
        ) as discounts
    from priced_lines
    inner join mrr_intervals
        on
            priced_lines.subscription_item_id = mrr_intervals.subscription_item_id
            and priced_lines.service_from < mrr_intervals.to_date
            and priced_lines.service_to > mrr_intervals.from_date
    inner join months
        on
            priced_lines.currency = months.currency
            and greatest(priced_lines.service_from, mrr_intervals.from_date) < months.next_month
            and least(priced_lines.service_to, mrr_intervals.to_date) > months.date_month
    group by priced_lines.account_id, months.date_month
),

-- DECISIONS.md, "From MRR to what was invoiced".
parts as (
    {% for relation in ['recognized_revenue', 'by_line', 'by_interval', 'by_both', 'month_ends'] -%}
    select
        {%- for amount, found in amounts.items() %}
        cast({{ found.get(relation, '0') }} as double) as {{ amount }},
        {%- endfor %}
        account_id,
        date_month
    from {{ relation }}
    where last_day(date_month) <= {{ as_of_date() }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

summed as (
    select
        {%- for amount in amounts %}
        {{ double_as_money('sum(' ~ amount ~ ')') }} as {{ amount }},
        {%- endfor %}
        account_id,
        date_month
    from parts
    group by account_id, date_month
),

final as (
    select
        date_month,
        account_id,
        mrr,
        {%- for kind in reconciliation_kinds() if kind != 'unexplained' %}
        {{ kind }},
        {%- endfor %}
        {{ as_money(
            'billings - mrr - ('
            ~ (amounts | reject('in', ['mrr', 'billings']) | join(' + ')) ~ ')'
        ) }} as unexplained,
        billings
    from summed
)

select * from final
