with line_months as (
    select * from {{ ref('int_finance__line_months') }}
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

complete_months as (
    select distinct date_month from months
),

by_line_type as (
    select
        account_id,
        date_month,
        sum(billings - recognized_revenue) as timing,
        sum(case when line_type = 'metered' then recognized_revenue else 0 end) as metered,
        sum(case when line_type = 'proration' then recognized_revenue else 0 end) as proration,
        sum(
            case
                when line_type in ('metered', 'proration', 'subscription') then 0
                else recognized_revenue
            end
        ) as one_off
    from line_months
    group by account_id, date_month
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
kinds as (
    {% for kind, column, relation in [
        ('billed for other months', 'timing', 'by_line_type'),
        ('metered', 'metered', 'by_line_type'),
        ('metered', '-metered_mrr', 'by_interval'),
        ('prorations', 'proration', 'by_line_type'),
        ('one-off', 'one_off', 'by_line_type'),
        ('exchange rates', 'exchange_rates', 'by_line'),
        ('days of the month', 'day_count', 'by_line'),
        ('billed without MRR', 'priced', 'by_line'),
        ('billed without MRR', '-priced', 'by_both'),
        ('discounts', 'discounts', 'by_both'),
        ('changed within the period', 'changed_within_period', 'by_both'),
        ('not invoiced', 'average_mrr', 'by_both'),
        ('not invoiced', 'metered_mrr - average_mrr', 'by_interval'),
        ('part of the month', 'average_mrr', 'by_interval'),
        ('part of the month', '-mrr', 'month_ends'),
    ] -%}
    select
        account_id,
        date_month,
        '{{ kind }}' as kind,
        cast({{ column }} as double) as amount
    from {{ relation }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        kinds.account_id,
        kinds.date_month,
        kinds.kind,
        {{ double_as_money('sum(kinds.amount)') }} as amount
    from kinds
    inner join complete_months
        on kinds.date_month = complete_months.date_month
    group by kinds.account_id, kinds.date_month, kinds.kind
)

select * from final
where amount <> 0
