{#- Days that the next bill may be late before use counts as none. -#}
{%- set days_of_grace = 7 -%}

with lines as (
    select * from {{ ref('stg_billing__invoice_lines') }}
    where
        line_type = 'metered'
        {%- if revenue_rule('mrr_metered') == 'exclude' %}
        and 1 = 0
        {%- endif %}
),

invoices as (
    select * from {{ ref('stg_billing__invoices') }}
    where status not in ('draft', 'void')
),

items as (
    select * from {{ ref('int_billing__items') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

-- An item's period is that of its plan; a plan that changed has the one of its last version.
metered_items as (
    select
        items.subscription_item_id,
        {{ newest_of(
            months_in_period('plans.billing_interval', 'plans.interval_count'), 'items.from_date'
        ) }} as months_in_period
    from items
    inner join plans
        on items.plan_id = plans.plan_id
    where plans.usage_type = 'metered'
    group by items.subscription_item_id
),

billed_periods as (
    select
        lines.subscription_item_id,
        lines.currency,
        {{ to_reporting_date('lines.period_started_at') }} as period_started_on,
        {{ to_reporting_date('lines.period_ended_at') }} as period_ended_on,
        max({{ to_reporting_date('invoices.issued_at') }}) as issued_on,
        cast(sum(lines.amount) as double) as amount
    from lines
    inner join invoices
        on lines.invoice_id = invoices.invoice_id
    group by
        lines.subscription_item_id,
        lines.currency,
        {{ to_reporting_date('lines.period_started_at') }},
        {{ to_reporting_date('lines.period_ended_at') }}
),

-- DECISIONS.md, "Metered plans": a full period's bill counts once the period is over and billed.
known_amounts as (
    select
        billed_periods.subscription_item_id,
        billed_periods.currency,
        billed_periods.amount,
        billed_periods.period_started_on,
        billed_periods.period_ended_on,
        greatest(billed_periods.period_ended_on, billed_periods.issued_on) as from_date
    from billed_periods
    inner join metered_items
        on billed_periods.subscription_item_id = metered_items.subscription_item_id
    where
        {{ dbt.datediff(
            'billed_periods.period_started_on', 'billed_periods.period_ended_on', 'day'
        ) }} >= 0.9 * metered_items.months_in_period * 365 / 12
),

newest_known_amounts as (
    select
        *,
        row_number() over (
            partition by subscription_item_id, from_date
            order by period_ended_on desc, currency asc
        ) as recency
    from known_amounts
    where from_date <= {{ as_of_date() }}
),

counted_amounts as (
    select
        subscription_item_id,
        currency,
        amount,
        from_date,
        coalesce(
            lead(from_date) over (partition by subscription_item_id order by from_date),
            {{ forever() }}
        ) as next_from_date,
        cast(
            {{ dbt.dateadd(
                'day',
                dbt.datediff('period_started_on', 'period_ended_on', 'day')
                ~ ' + ' ~ days_of_grace,
                'from_date',
            ) }} as date
        ) as last_to_date
    from newest_known_amounts
    where recency = 1
),

-- Without gaps: before the first bill and after one that was the last, use counts as nothing.
final as (
    select
        subscription_item_id,
        currency,
        amount,
        from_date,
        least(next_from_date, last_to_date) as to_date
    from counted_amounts

    union all

    select
        subscription_item_id,
        currency,
        0 as amount,
        last_to_date as from_date,
        next_from_date as to_date
    from counted_amounts
    where last_to_date < next_from_date

    union all

    select
        subscription_item_id,
        min(currency) as currency,
        0 as amount,
        cast('0001-01-01' as date) as from_date,
        min(from_date) as to_date
    from counted_amounts
    group by subscription_item_id
)

select * from final
