-- Attempts to collect each invoice, and what was given back.
create or replace table story.payments as
with plans_of_attempts as (
    from (values
        ('clean', 1, 0, true),
        ('second', 1, 0, false),
        ('second', 2, null, true),
        ('third', 1, 0, false),
        ('third', 2, 4, false),
        ('third', 3, null, true),
        ('fourth', 1, 0, false),
        ('fourth', 2, 4, false),
        ('fourth', 3, 9, false),
        ('fourth', 4, null, true),
        ('third_late', 1, 0, false),
        ('third_late', 2, 7, false),
        ('third_late', 3, null, true),
        ('fourth_late', 1, 0, false),
        ('fourth_late', 2, 7, false),
        ('fourth_late', 3, 18, false),
        ('fourth_late', 4, null, true),
        ('recovered', 1, 0, false),
        ('recovered', 2, 3, false),
        ('recovered', 3, 5, false),
        ('recovered', 4, null, true),
        ('lost', 1, 0, false),
        ('lost', 2, 3, false),
        ('lost', 3, 5, false),
        ('lost', 4, 7, false),
    ) as plans_of_attempts (course, attempt_number, days_after, is_success)
),

attempts as (
    select
        invoices.*,
        attempt_number,
        is_success,
        if(is_success, pays_at, period_started_at + to_days(days_after)) as attempted_at,
    from story.invoices
    inner join plans_of_attempts using (course)
    where total > 0
)

select
    *,
    'pay_' || invoice_id[5:] || '_a' || attempt_number as payment_id,
from attempts
where
    attempted_at < getvariable('cutoff')
    and (is_success or attempted_at < coalesce(pays_at, dunned_until, getvariable('cutoff')));

create or replace table raw.payments as
with with_chance as (
    select
        *,
        dice(account_no, 'method') as collection,
        if(is_success, null, dice(account_no * 1000 + period_no, 'failure')) as failure,
    from story.payments
),

attempts as (
    select
        payment_id,
        invoice_id,
        customer_key(account_no, customer_no) as customer_id,
        total as amount,
        currency,
        if(is_success, 'succeeded', 'failed') as status,
        if(
            is_success, null,
            pick(
                ['insufficient_funds', 'card_declined', 'expired_card', 'do_not_honor'], failure
            )
        ) as failure_code,
        if(collection < 0.85, 'card', 'sepa_debit') as payment_method_type,
        if(
            collection < 0.85,
            last_day(
                attempted_at::date
                + if(
                    failure >= 0.5 and failure < 0.75,
                    -40, between_whole(30, 900, dice(account_no, 'expiry'))
                )
            ),
            null
        ) as card_expires_on,
        attempt_number,
        attempted_at,
    from with_chance
    inner join story.subscriptions using (account_no, subscription_no)
),

-- Planted: some rows delivered twice.
numbered as (
    select
        *,
        row_number() over (order by hash(payment_id, getvariable('seed')), payment_id) as place,
    from attempts
)

select numbered.* exclude (place)
from numbered
cross join (values (1), (2)) as copies (copy_no)
where copy_no = 1 or place % 397 = 5;

create or replace table raw.refunds as
with paid as (
    select
        *,
        row_number() over (order by hash(payment_id, 'refund', getvariable('seed')), payment_id)
            as place,
    from story.payments
    where is_success
),

chosen as (
    select
        *,
        dice(place, 'part') < 0.6 as is_full,
        attempted_at + to_days(between_whole(1, 20, dice(place, 'wait'))) as refunded_at,
    from paid
    where place % 71 = 3
)

select
    'ref_' || payment_id[5:] as refund_id,
    payment_id,
    invoice_id,
    if(is_full, total, round(total * 0.4, 2))::decimal(18, 4) as amount,
    currency,
    pick(['requested_by_customer', 'duplicate', 'outage_credit'], dice(place, 'reason')) as reason,
    refunded_at,
from chosen
where refunded_at < getvariable('cutoff');
