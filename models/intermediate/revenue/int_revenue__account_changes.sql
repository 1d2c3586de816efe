with balances as (
    select * from {{ ref('int_billing__account_balances') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

coverage_changes as (
    select * from {{ ref('int_billing__account_coverage') }}
),

-- A balance in another currency is cut where its rate changes.
balances_at_rates as (
    select
        balances.account_id,
        balances.currency,
        greatest(balances.from_date, exchange_rates.from_date) as change_date,
        balances.mrr as local_mrr,
        exchange_rates.rate
    from balances
    inner join exchange_rates
        on
            balances.currency = exchange_rates.currency
            and balances.from_date < exchange_rates.to_date
            and balances.to_date > exchange_rates.from_date
            and (balances.mrr > 0 or balances.from_date >= exchange_rates.from_date)
),

balances_beside_previous as (
    select
        account_id,
        change_date,
        local_mrr,
        rate,
        coalesce(lag(local_mrr) over currency_days, 0) as previous_local_mrr,
        coalesce(lag(rate) over currency_days, rate) as previous_rate
    from balances_at_rates
    window currency_days as (partition by account_id, currency order by change_date)
),

-- DECISIONS.md, "Exchange rates": first the rate moves what was there, then the customer moves.
amounts as (
    select
        account_id,
        change_date,
        {{ double_as_money('previous_local_mrr * rate') }}
        - {{ double_as_money('previous_local_mrr * previous_rate') }} as exchange_rate_amount,
        {{ double_as_money('local_mrr * rate') }}
        - {{ double_as_money('previous_local_mrr * rate') }} as customer_amount,
        0 as subscriptions
    from balances_beside_previous

    union all

    select
        account_id,
        change_date,
        0 as exchange_rate_amount,
        0 as customer_amount,
        subscriptions
    from coverage_changes
),

amounts_per_day as (
    select
        account_id,
        change_date,
        {{ as_money('sum(exchange_rate_amount)') }} as exchange_rate_amount,
        {{ as_money('sum(customer_amount)') }} as customer_amount,
        cast(sum(subscriptions) as bigint) as subscriptions
    from amounts
    where change_date <= {{ as_of_date() }}
    group by account_id, change_date
    having sum(exchange_rate_amount) <> 0 or sum(customer_amount) <> 0 or sum(subscriptions) <> 0
),

running as (
    select
        account_id,
        change_date,
        exchange_rate_amount,
        customer_amount,
        {{ as_money(
            'sum(exchange_rate_amount + customer_amount) over account_days_so_far'
        ) }} as mrr_after,
        cast(
            sum(subscriptions) over account_days_so_far as bigint
        ) as subscriptions_in_force
    from amounts_per_day
    window account_days_so_far as (
        partition by account_id
        order by change_date
        rows unbounded preceding
    )
),

covered as (
    select
        *,
        mrr_after > 0 or subscriptions_in_force > 0 as is_covered,
        coalesce(
            lag(mrr_after > 0 or subscriptions_in_force > 0) over (
                partition by account_id
                order by change_date
            ),
            false
        ) as was_covered
    from running
),

stretches as (
    select
        *,
        sum(case when is_covered and not was_covered then 1 else 0 end) over (
            partition by account_id
            order by change_date
            rows unbounded preceding
        ) as stretch
    from covered
),

-- DECISIONS.md, "Who is a customer": from the first MRR on, until nothing is in force any more.
active as (
    select
        *,
        {% if revenue_rule('mrr_free') == 'churn' -%}
        mrr_after > 0 as is_active
        {%- else -%}
        is_covered
        and max(case when mrr_after > 0 then 1 else 0 end) over (
            partition by account_id, stretch
            order by change_date
            rows unbounded preceding
        ) = 1 as is_active
        {%- endif %}
    from stretches
),

final as (
    select
        account_id,
        change_date,
        {{ as_money('mrr_after - exchange_rate_amount - customer_amount') }} as mrr_before,
        exchange_rate_amount,
        customer_amount,
        mrr_after,
        coalesce(
            lag(is_active) over (partition by account_id order by change_date), false
        ) as was_active,
        is_active
    from active
)

select * from final
