{%- set days_looked_at = 90 -%}
{%- set days_before_expiry = 60 -%}

with attempts as (
    select * from {{ ref('int_payments__attempts') }}
    where account_id is not null
),

week_ends as (
    select measured_on
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

failed as (
    select
        attempts.account_id,
        week_ends.measured_on,
        count(*) as failed_attempts_90_days
    from attempts
    inner join week_ends
        on
            attempts.attempted_on <= week_ends.measured_on
            and attempts.attempted_on
            > cast({{ dbt.dateadd('day', -days_looked_at, 'week_ends.measured_on') }} as date)
    where attempts.is_failed
    group by attempts.account_id, week_ends.measured_on
),

-- The card of an account is the one that it last paid with, until it pays with another.
cards_per_day as (
    select
        account_id,
        attempted_on,
        max(card_expires_on) as card_expires_on
    from attempts
    where card_expires_on is not null
    group by account_id, attempted_on
),

cards as (
    select
        account_id,
        card_expires_on,
        attempted_on as from_date,
        lead(attempted_on) over (partition by account_id order by attempted_on) as to_date
    from cards_per_day
),

expiring as (
    select
        cards.account_id,
        week_ends.measured_on
    from cards
    inner join week_ends
        on
            cards.from_date <= week_ends.measured_on
            and (cards.to_date is null or cards.to_date > week_ends.measured_on)
    where
        cards.card_expires_on
        < cast({{ dbt.dateadd('day', days_before_expiry, 'week_ends.measured_on') }} as date)
),

final as (
    select
        coalesce(failed.account_id, expiring.account_id) as account_id,
        coalesce(failed.measured_on, expiring.measured_on) as measured_on,
        coalesce(failed.failed_attempts_90_days, 0) as failed_attempts_90_days,
        case when expiring.account_id is null then 0 else 1 end as card_expires_soon
    from failed
    full outer join expiring
        on
            failed.account_id = expiring.account_id
            and failed.measured_on = expiring.measured_on
)

select * from final
