-- Tasks that the warehouse opens and what came of them. Planted: who is asked for another card pays
-- sooner (see invoices.sql); a call to somebody who would not recommend us changes nothing; what
-- customers say before their term ends mostly comes true.
create or replace table story.customer_since as
select account_no, customer_at::date as customer_on
from story.first_payments
inner join story.accounts using (account_no)
where not is_internal;

-- An invoice fails from its first failed attempt until it is paid, for sixty days at most. While one
-- of an account is failing, the next opens no task.
create or replace table story.dunning_tasks as
with failing as (
    select
        account_no,
        invoice_id,
        min(attempted_at)::date as failed_on,
        least(
            coalesce(if(any_value(is_paid), any_value(pays_at)::date, null), date '9999-01-01'),
            failed_on + 60
        ) as failing_until,
        coalesce(any_value(pays_at)::date <= failed_on + 30, false) as is_soon_paid,
    from story.payments
    where not is_success
    group by account_no, invoice_id
),

opening as (
    select account_no, failed_on as opened_on, bool_and(is_soon_paid) as is_soon_paid
    from failing
    where not exists (
        select 1
        from failing as earlier
        where earlier.account_no = failing.account_no
            and earlier.failed_on < failing.failed_on
            and earlier.failing_until > failing.failed_on
    )
    group by all
)

select
    account_no,
    'dunning' as kind,
    'payment_failing' as reason,
    0.3 as hold_out_share,
    opened_on,
    task_number(account_no, opened_on) as task_no,
    opened_on + dunning_days(account_no, opened_on) as contacted_on,
    if(
        is_soon_paid,
        pick(
            ['done', 'done', 'done', 'done', 'done', 'done', 'done', 'done', 'reached',
                'not_reached'],
            dice(task_no, 'dunned')
        ),
        pick(['done', 'reached', 'reached', 'not_reached', 'not_reached'], dice(task_no, 'dunned'))
    ) as outcome,
    null::varchar as renewal_intent,
from opening
inner join story.customer_since using (account_no)
where customer_on <= opened_on;

-- An answer of 0 to 6 opens a task if there was none in the ninety days before.
create or replace table story.detractor_tasks as
with answered as (
    select distinct account_no, responded_at::date as opened_on
    from story.nps
    where score <= 6
)

select
    account_no,
    'detractor' as kind,
    'nps' as reason,
    0.3 as hold_out_share,
    opened_on,
    task_number(account_no, opened_on) as task_no,
    opened_on + between_whole(1, 4, dice(task_no, 'called')) as contacted_on,
    if(dice(task_no, 'picks up') < 0.7, 'reached', 'not_reached') as outcome,
    null::varchar as renewal_intent,
from answered
inner join story.customer_since using (account_no)
where
    customer_on <= opened_on
    and not exists (
        select 1
        from answered as earlier
        where earlier.account_no = answered.account_no
            and earlier.opened_on < answered.opened_on
            and earlier.opened_on >= answered.opened_on - 90
    );

-- Yearly terms, counted from the first paid day of the subscription: a task begins ninety days before
-- one ends, or with the yearly plan. Nobody is asked about two subscriptions of one size.
create or replace table story.renewal_tasks as
with yearly as (
    select
        item_versions.account_no,
        item_versions.subscription_no,
        greatest(begin_at, coalesce(convert_at, begin_at))::date as paid_from,
        greatest(item_versions.valid_from, spells.from_at)::date as from_on,
        least(
            coalesce(item_versions.valid_to, timestamp '9999-01-01'),
            coalesce(spells.to_at, timestamp '9999-01-01')
        )::date as to_on,
    from story.item_versions
    inner join story.subscriptions using (account_no, subscription_no)
    inner join story.spells
        on spells.account_no = item_versions.account_no
        and spells.subscription_no = item_versions.subscription_no
        and spells.state in ('active', 'past_due')
        and spells.from_at < coalesce(item_versions.valid_to, timestamp '9999-01-01')
        and item_versions.valid_from < coalesce(spells.to_at, timestamp '9999-01-01')
    where item_no = 1 and months = 12 and family not in ('free', 'api')
),

windows as (
    select
        account_no,
        (paid_from + to_months(12 * term_no))::date as term_end,
        greatest(from_on, term_end - 90) as opened_on,
        least(to_on, term_end) as closed_on,
    from yearly
    inner join story.accounts using (account_no)
    cross join (values (1), (2), (3)) as terms (term_no)
    where story not in ('two_subscriptions', 'two_currencies', 'coupon_of_customer')
),

ending as (
    select account_no, term_end, min(opened_on) as opened_on
    from windows
    where opened_on < closed_on
    group by account_no, term_end
),

decided as (
    select
        ending.*,
        task_number(account_no, opened_on) as task_no,
        left_on,
        left_on is not null as is_leaving,
        case
            when dice(task_no, 'renewal intent') < if(is_leaving, 0.6, 0.05) then 'no'
            when dice(task_no, 'renewal intent') < if(is_leaving, 0.9, 0.25) then 'unknown'
            else 'yes'
        end as renewal_intent,
    from ending
    inner join story.customer_since using (account_no)
    left join story.departures
        on departures.account_no = ending.account_no
        and departures.left_on > opened_on
        and departures.left_on <= term_end + 1
    where customer_on <= opened_on
)

select
    account_no,
    'renewal' as kind,
    'term_end' as reason,
    0 as hold_out_share,
    opened_on,
    task_no,
    opened_on + between_whole(5, 45, dice(task_no, 'renewal call')) as contacted_on,
    case renewal_intent
        when 'yes' then 'done'
        when 'no' then 'reached'
        else pick(['not_reached', 'not_reached', 'postponed'], dice(task_no, 'undecided'))
    end as outcome,
    renewal_intent,
    -- Some are never asked, and nobody after having left.
    dice(task_no, 'asked') < 0.85 and contacted_on < coalesce(left_on, date '9999-01-01')
        as is_asked,
    term_end,
from decided;

create or replace table story.tasks as
with gathered as (
    select *, true as is_asked, null::date as term_end
    from story.dunning_tasks
    union all
    select *, true, null
    from story.detractor_tasks
    union all
    from story.renewal_tasks
),

called as (
    select
        *,
        task_key(kind, account_key(account_no), reason, opened_on) as task_id,
        contacted_on + to_minutes(between_whole(480, 1020, dice(task_no, kind || ' at')))
            as contacted_at,
        contacted_at + to_minutes(between_whole(5, 300, dice(task_no, kind || ' takes')))
            as completed_at,
    from gathered
    where opened_on <= getvariable('last_day')
)

select
    *,
    is_held_out(task_id, hold_out_share) as is_left_alone,
    is_asked and not is_left_alone and completed_at < getvariable('cutoff') as has_outcome,
from called;

create or replace table raw.task_outcomes as
select
    task_id,
    account_key(account_no) as account_id,
    contacted_at,
    completed_at,
    outcome,
    renewal_intent,
    -- Planted: what people note, some of it personal.
    if(
        dice(task_no, kind || ' noted') < 0.2,
        pick(
            ['Left a message.', 'Wants a call next week.', 'Spoke to Mara Tran, +1 555 0142.',
                'Write to person1@' || printf('company%06d.example', account_no) || '.'],
            dice(task_no, kind || ' note')
        ),
        null
    ) as note,
from story.tasks
where has_outcome;
