-- One invoice per billing period that begins while the subscription is active or past due.
create or replace table story.failures as
with dunning as (
    select
        account_no,
        subscription_no,
        verb,
        happens_at as from_at,
        lead(happens_at) over steps_of_subscription as to_at,
        lead(verb) over steps_of_subscription = 'recover' as is_recovered,
    from story.steps
    where verb in ('past_due', 'recover', 'end')
    window steps_of_subscription as (
        partition by account_no, subscription_no
        order by step_no
    )
)

select * exclude (verb)
from dunning
where verb = 'past_due';

create or replace table story.invoices as
with billed as (
    select
        account_no,
        subscription_no,
        period_no,
        period_started_at,
        period_ended_at,
        sum(if(family = 'api', 0, period_price)) as licensed_amount,
        sum(
            if(
                family = 'api',
                period_price / seats
                * between_whole(200, 20000, dice(account_no * 1000 + period_no, 'calls')),
                0
            )
        ) as metered_amount,
        sum(invoice_discount) as discount,
        any_value(currency) as currency,
    from story.periods
    inner join story.priced
        using (account_no, subscription_no)
    where
        priced.instant = period_started_at
        and state != 'trialing'
        and family != 'free'
    group by all
),

-- Cards fail now and then, and more often in the ten weeks before an account leaves.
with_fate as (
    select
        billed.*,
        billed.account_no * 1000 + period_no as invoice_no,
        failures.to_at as dunned_until,
        failures.is_recovered,
        case
            when failures.from_at is not null and failures.is_recovered then 'recovered'
            when failures.from_at is not null then 'lost'
            when dice(invoice_no, 'card') < if(
                exists (
                    from story.departures
                    where departures.account_no = billed.account_no
                        and left_at >= period_started_at
                        and left_at <= period_started_at + interval 70 days
                ),
                0.14, 0.03
            ) then 'retried'
            else 'clean'
        end as fate,
    from billed
    left join story.failures
        on failures.account_no = billed.account_no
        and failures.subscription_no = billed.subscription_no
        and failures.from_at <= billed.period_started_at
        and billed.period_started_at < coalesce(failures.to_at, timestamp '9999-01-01')
),

-- Planted: an account that is asked for another card is collected from sooner, and more often within
-- thirty days, than one whose task is held out. Who ends or pauses a subscription soon pays at the
-- second attempt either way, so that debts decide nothing about departures.
chased as (
    select
        with_fate.*,
        is_held_out(
            task_key(
                'dunning', account_key(account_no), 'payment_failing', period_started_at::date
            ),
            0.3
        ) as is_left_alone,
        exists (
            select 1
            from story.steps
            where steps.account_no = with_fate.account_no
                and verb in ('end', 'pause')
                and happens_at >= period_started_at
                and happens_at < period_started_at + interval 62 days
        ) as is_ending,
        dice(invoice_no, 'collected') as chance,
    from with_fate
),

with_course as (
    select
        * exclude (is_ending, chance),
        case
            when fate != 'retried' then fate
            when is_ending or chance < if(is_left_alone, 0.2, 0.55) then 'second'
            when chance < if(is_left_alone, 0.4, 0.85) then 'third'
            when chance < if(is_left_alone, 0.5, 0.94) then 'fourth'
            when dice(invoice_no, 'late attempt') < 0.5 then 'third_late'
            else 'fourth_late'
        end as course,
    from chased
),

with_payment as (
    select
        * exclude (is_left_alone),
        case course
            when 'clean' then period_started_at + interval 1 minute
            when 'second' then period_started_at + to_days(
                if(is_left_alone, 3, 1 + dunning_days(account_no, period_started_at::date))
            )
            when 'third' then period_started_at
                + to_days(between_whole(7, 11, dice(invoice_no, 'pays')))
            when 'fourth' then period_started_at
                + to_days(between_whole(15, 24, dice(invoice_no, 'pays')))
            when 'recovered' then dunned_until
            when 'lost' then null
            else period_started_at + to_days(between_whole(33, 50, dice(invoice_no, 'pays')))
        end as pays_at,
        round(licensed_amount + metered_amount, 2)::decimal(18, 4) as subtotal,
        if(currency = 'USD', 0, 0.2) as tax_rate,
    from with_course
)

select
    *,
    printf('inv_%06d_%d_%d', account_no, subscription_no, period_no)
        || if(count(*) over same_number > 1, '_' || strftime(period_started_at, '%y%m%d'), '')
        as invoice_id,
    round((subtotal - discount) * tax_rate, 2)::decimal(18, 4) as tax,
    (subtotal - discount + tax)::decimal(18, 4) as total,
    coalesce(pays_at < getvariable('cutoff'), false) or total = 0 as is_paid,
from with_payment
window same_number as (partition by account_no, subscription_no, period_no);

create or replace table raw.invoices as
select
    invoice_id,
    customer_key(account_no, customer_no) as customer_id,
    subscription_key(account_no, subscription_no) as subscription_id,
    case
        when is_paid then 'paid'
        when dunned_until is null or dunned_until >= getvariable('cutoff') then 'open'
        when fate = 'lost' then 'uncollectible'
        else 'open'
    end as status,
    if(period_no = 0, 'subscription_create', 'subscription_cycle') as billing_reason,
    currency,
    subtotal,
    discount,
    tax,
    total,
    if(is_paid, total, 0)::decimal(18, 4) as amount_paid,
    period_started_at as issued_at,
    period_started_at + interval 14 days as due_at,
    if(is_paid, coalesce(pays_at, period_started_at), null) as paid_at,
    period_started_at,
    period_ended_at,
from story.invoices
inner join story.subscriptions using (account_no, subscription_no);

create or replace table raw.invoice_lines as
with priced_lines as (
    select
        invoices.*,
        priced.* exclude (account_no, subscription_no, instant, currency),
        between_whole(200, 20000, dice(account_no * 1000 + period_no, 'calls')) as calls,
    from story.invoices
    inner join story.priced using (account_no, subscription_no)
    where priced.instant = invoices.period_started_at and family != 'free'
)

select
    invoice_id || '_' || item_no as invoice_line_id,
    invoice_id,
    subscription_key(account_no, subscription_no) || '_item' || item_no as subscription_item_id,
    plan_id,
    if(family = 'api', 'metered', 'subscription') as line_type,
    if(family = 'api', calls, seats) as quantity,
    if(family = 'api', round(period_price / seats * calls, 2), period_price)::decimal(18, 4)
        as amount,
    currency,
    period_started_at,
    period_ended_at,
from priced_lines;
