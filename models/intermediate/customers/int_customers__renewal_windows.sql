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

renewal as (
    select * from {{ ref('lifecycle_boundaries') }}
    where stage = 'renewal'
),

-- A window begins before its term ends: terms are looked for a few months ahead.
months as (
    select cast({{ dbt.dateadd('month', months_ahead, 'date_month') }} as date) as date_month
    from {{ ref('int_revenue__months') }}
),

-- DECISIONS.md, "When a term ends": counted in whole terms from the first paid day.
terms as (
    select
        main_intervals.account_id,
        main_intervals.from_date,
        main_intervals.to_date,
        greatest(
            subscriptions.started_on,
            coalesce(subscriptions.trial_ended_on, subscriptions.started_on)
        ) as paid_from,
        cast(plans.term_months as integer) as term_months,
        renewal.days_before_term_end
    from main_intervals
    inner join items
        on main_intervals.subscription_item_id = items.subscription_item_id
    inner join subscriptions
        on items.subscription_id = subscriptions.subscription_id
    inner join plans
        on main_intervals.plan_id = plans.plan_id
    inner join renewal
        on plans.term_months >= renewal.minimum_term_months
),

term_ends as (
    select
        terms.account_id,
        terms.from_date,
        terms.to_date,
        terms.term_months,
        terms.days_before_term_end,
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
),

windows as (
    select
        account_id,
        term_end,
        term_months,
        greatest(
            from_date,
            cast({{ dbt.dateadd('day', '-days_before_term_end', 'term_end') }} as date)
        ) as from_date,
        least(to_date, term_end) as to_date
    from term_ends
),

final as (
    select
        account_id,
        term_end,
        max(term_months) as term_months,
        min(from_date) as from_date,
        max(to_date) as to_date
    from windows
    where
        from_date < to_date
        and from_date <= {{ as_of_date() }}
    group by account_id, term_end
)

select * from final
