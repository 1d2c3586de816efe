{%- set days = revenue_rule('involuntary_churn_days') -%}
{%- set arrears = "('past_due', 'unpaid')" -%}

with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where ended_on <= {{ as_of_date() }}
),

slices as (
    select * from {{ ref('int_billing__subscription_slices') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

invoices as (
    select * from {{ ref('int_payments__invoices') }}
    where total > 0
),

failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

failures as (
    select * from {{ ref('int_payments__attempts') }}
    where is_failed
),

stopped as (
    select
        spells.account_id,
        spells.spell_number,
        spells.ended_on as left_on,
        slices.subscription_id,
        slices.customer_id,
        coalesce(next_slices.status, 'ended') as status_after
    from spells
    inner join slices
        on
            spells.account_id = slices.account_id
            and spells.ended_on = slices.to_date
    left join slices as next_slices
        on
            slices.subscription_id = next_slices.subscription_id
            and slices.to_date = next_slices.from_date
    where
        slices.is_in_force
        and not coalesce(next_slices.is_in_force, false)
),

-- Arrears last from where the subscription was last in another state.
arrears as (
    select
        stopped.subscription_id,
        stopped.left_on,
        coalesce(
            max(case when slices.status not in {{ arrears }} then slices.to_date end),
            min(slices.from_date)
        ) as arrears_from
    from stopped
    inner join slices
        on
            stopped.subscription_id = slices.subscription_id
            and stopped.left_on > slices.from_date
    group by stopped.subscription_id, stopped.left_on
),

newest_invoices as (
    select
        stopped.subscription_id,
        stopped.left_on,
        max(invoices.issued_on) as issued_on
    from stopped
    inner join invoices
        on
            stopped.customer_id = invoices.customer_id
            and stopped.left_on >= invoices.issued_on
    where coalesce(invoices.subscription_id, stopped.subscription_id) = stopped.subscription_id
    group by stopped.subscription_id, stopped.left_on
),

-- The newest invoice had failed twice by then and was not paid.
failing_invoices as (
    select
        stopped.subscription_id,
        stopped.left_on,
        failed_invoices.invoice_id,
        min(failures.attempted_on) as first_failed_on
    from newest_invoices
    inner join stopped
        on
            newest_invoices.subscription_id = stopped.subscription_id
            and newest_invoices.left_on = stopped.left_on
    inner join failed_invoices
        on
            stopped.customer_id = failed_invoices.customer_id
            and newest_invoices.issued_on = failed_invoices.issued_on
    inner join failures
        on
            failed_invoices.invoice_id = failures.invoice_id
            and stopped.left_on >= failures.attempted_on
    where
        coalesce(failed_invoices.subscription_id, stopped.subscription_id) = stopped.subscription_id
        and coalesce(failed_invoices.recovered_on, {{ forever() }}) > stopped.left_on
    group by stopped.subscription_id, stopped.left_on, failed_invoices.invoice_id
    having
        count(*) >= 2
        and max(failures.attempted_on)
        >= cast({{ dbt.dateadd('day', -days, 'stopped.left_on') }} as date)
),

failing_subscriptions as (
    select
        subscription_id,
        left_on,
        min(first_failed_on) as first_failed_on
    from failing_invoices
    group by subscription_id, left_on
),

final as (
    select
        stopped.account_id,
        stopped.spell_number,
        stopped.left_on,
        stopped.subscription_id,
        stopped.status_after,
        stopped.status_after in {{ arrears }} or arrears.arrears_from < stopped.left_on
            as is_in_arrears,
        failing_subscriptions.first_failed_on is not null as has_failing_invoice,
        coalesce(
            subscriptions.cancel_requested_on
            < least(
                arrears.arrears_from,
                coalesce(failing_subscriptions.first_failed_on, stopped.left_on)
            ),
            false
        ) as was_cancelled_before,
        case
            when
                stopped.status_after = 'paused' and subscriptions.ended_on <= {{ as_of_date() }}
                then subscriptions.ended_on
        end as ended_on
    from stopped
    inner join subscriptions
        on stopped.subscription_id = subscriptions.subscription_id
    inner join arrears
        on
            stopped.subscription_id = arrears.subscription_id
            and stopped.left_on = arrears.left_on
    left join failing_subscriptions
        on
            stopped.subscription_id = failing_subscriptions.subscription_id
            and stopped.left_on = failing_subscriptions.left_on
)

select * from final
