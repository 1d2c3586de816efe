{%- set months_ahead = 4 -%}

with main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

items as (
    select distinct
        subscription_item_id,
        subscription_id
    from {{ ref('int_billing__items') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

plans as (
    select
        plan_id,
        {{ months_in_period('billing_interval', 'interval_count') }} as term_months
    from {{ ref('stg_billing__plans') }}
),

-- What is done before a term ends begins up to a few months ahead.
months as (
    select date_month from {{ ref('int_revenue__months') }}
    union
    select cast({{ dbt.dateadd('month', months_ahead, 'date_month') }} as date) as date_month
    from {{ ref('int_revenue__months') }}
),

-- DECISIONS.md, "When a term ends": counted in whole terms from the first paid day.
terms as (
    select
        main_intervals.account_id,
        subscriptions.subscription_id,
        subscriptions.customer_id,
        subscriptions.cancel_requested_on,
        main_intervals.from_date,
        main_intervals.to_date,
        main_intervals.gross_mrr,
        greatest(
            subscriptions.started_on,
            coalesce(subscriptions.trial_ended_on, subscriptions.started_on)
        ) as paid_from,
        cast(plans.term_months as integer) as term_months
    from main_intervals
    inner join items
        on main_intervals.subscription_item_id = items.subscription_item_id
    inner join subscriptions
        on items.subscription_id = subscriptions.subscription_id
    inner join plans
        on
            main_intervals.plan_id = plans.plan_id
            and plans.term_months >= 1
),

final as (
    select
        terms.account_id,
        terms.subscription_id,
        terms.customer_id,
        terms.cancel_requested_on,
        terms.from_date,
        terms.to_date,
        terms.gross_mrr,
        terms.term_months,
        cast({{ dbt.dateadd(
            'month',
            '(extract(year from months.date_month) - extract(year from terms.paid_from)) * 12'
            ~ ' + extract(month from months.date_month) - extract(month from terms.paid_from)',
            'terms.paid_from'
        ) }} as date) as term_end
    from terms
    inner join months
        on
            terms.paid_from < months.date_month
            and cast(
                (extract(year from months.date_month) - extract(year from terms.paid_from)) * 12
                + extract(month from months.date_month) - extract(month from terms.paid_from)
                as integer
            ) % terms.term_months = 0
)

select * from final
