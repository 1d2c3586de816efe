with term_ends as (
    select * from {{ ref('int_customers__term_ends') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
),

failing as (
    select * from {{ ref('int_payments__failing_intervals') }}
),

first_steps as (
    select max(days_before) as days_before
    from {{ ref('task_steps') }}
    where kind = 'payment_reminder'
),

-- What costs nothing is not charged, what has been cancelled not again.
windows as (
    select
        term_ends.account_id,
        term_ends.customer_id,
        term_ends.term_end,
        greatest(
            term_ends.from_date,
            cast({{ dbt.dateadd(
                'day', '-first_steps.days_before', 'term_ends.term_end'
            ) }} as date)
        ) as from_date,
        least(
            term_ends.to_date,
            term_ends.term_end,
            coalesce(term_ends.cancel_requested_on, term_ends.term_end)
        ) as to_date
    from term_ends
    cross join first_steps
    where
        first_steps.days_before is not null
        and term_ends.gross_mrr > 0
),

numbered_attempts as (
    select
        *,
        row_number() over (
            partition by customer_id, attempted_on
            order by attempted_at desc, payment_id desc
        ) as recency
    from attempts
),

-- DECISIONS.md, "Cards that expire": the card is that of the newest attempt, until the next one.
cards as (
    select
        customer_id,
        card_expires_on,
        attempted_on as from_date,
        coalesce(
            lead(attempted_on) over (partition by customer_id order by attempted_on),
            {{ forever() }}
        ) as to_date
    from numbered_attempts
    where recency = 1
),

reasons as (
    select
        'card_expires' as reason,
        windows.account_id,
        windows.term_end,
        greatest(windows.from_date, cards.from_date) as began_on,
        least(windows.to_date, cards.to_date) as ended_on
    from windows
    inner join cards
        on
            windows.customer_id = cards.customer_id
            and windows.from_date < cards.to_date
            and windows.to_date > cards.from_date
            and windows.term_end > cards.card_expires_on
    union all
    select
        'payment_failing' as reason,
        windows.account_id,
        windows.term_end,
        greatest(windows.from_date, failing.first_failed_on) as began_on,
        least(windows.to_date, failing.failing_until) as ended_on
    from windows
    inner join failing
        on
            windows.account_id = failing.account_id
            and windows.from_date < failing.failing_until
            and windows.to_date > failing.first_failed_on
),

final as (
    select
        reason,
        account_id,
        began_on,
        ended_on,
        began_on as seen_on,
        ended_on as quiet_from,
        term_end as event_on,
        concat('next charge on ', cast(term_end as {{ dbt.type_string() }})) as detail
    from reasons
    where began_on < ended_on
)

select * from final
