with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
),

mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where
        is_in_force
        and from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
    where
        from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
),

ranked_attempts as (
    select
        customer_id,
        card_expires_on,
        attempted_on,
        row_number() over (
            partition by customer_id order by attempted_at desc, payment_id desc
        ) as recency
    from attempts
),

-- Whoever paid in another way last has no card that matters.
newest_cards as (
    select * from ranked_attempts
    where
        recency = 1
        and card_expires_on is not null
),

-- What is set to cancel has no renewal at which a card could fail.
mrr_now as (
    select
        mrr_intervals.subscription_id,
        {{ as_money(
            'sum('
            ~ double_as_money('mrr_intervals.committed_mrr * exchange_rates.rate')
            ~ ')'
        ) }} as mrr
    from mrr_intervals
    inner join exchange_rates
        on mrr_intervals.currency = exchange_rates.currency
    group by mrr_intervals.subscription_id
),

renewals as (
    select
        subscription_id,
        account_id,
        customer_id,
        greatest(coalesce(renews_on, {{ as_of_date() }}), {{ as_of_date() }}) as renewal_date
    from subscriptions
),

-- DECISIONS.md, "Cards that expire": a card is good through its last day.
final as (
    select
        renewals.subscription_id,
        renewals.account_id,
        newest_cards.card_expires_on,
        renewals.renewal_date,
        cast(
            {{ dbt.datediff(as_of_date(), 'newest_cards.card_expires_on', 'day') }}
            as integer
        ) as days_left,
        newest_cards.attempted_on as last_used_on,
        mrr_now.mrr as mrr_at_risk
    from renewals
    inner join newest_cards
        on renewals.customer_id = newest_cards.customer_id
    inner join mrr_now
        on renewals.subscription_id = mrr_now.subscription_id
    where
        newest_cards.card_expires_on < renewals.renewal_date
        and mrr_now.mrr > 0
)

select * from final
