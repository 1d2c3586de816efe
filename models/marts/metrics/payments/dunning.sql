{%- set days = revenue_rule('involuntary_churn_days') -%}

with failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
    where kind = 'involuntary'
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

-- DECISIONS.md, "Dunning": it ended in churn if the account was lost before the invoice was paid.
invoices_of_the_lost as (
    select distinct failed_invoices.invoice_id
    from failed_invoices
    inner join departures
        on failed_invoices.account_id = departures.account_id
    where
        departures.left_on >= failed_invoices.first_failed_on
        and departures.left_on
        <= cast({{ dbt.dateadd('day', days, 'failed_invoices.last_attempt_on') }} as date)
        and departures.left_on <= coalesce(failed_invoices.recovered_on, {{ forever() }})
),

-- One rate, that of the first failure, so that the parts add up.
converted as (
    select
        failed_invoices.*,
        {{ double_as_money('failed_invoices.amount_due * exchange_rates.rate') }}
            as reporting_amount_due,
        {{ double_as_money('failed_invoices.recovered_amount * exchange_rates.rate') }}
            as reporting_recovered_amount
    from failed_invoices
    left join exchange_rates
        on
            failed_invoices.currency = exchange_rates.currency
            and failed_invoices.first_failed_on >= exchange_rates.from_date
            and failed_invoices.first_failed_on < exchange_rates.to_date
),

final as (
    select
        converted.invoice_id,
        converted.account_id,
        converted.subscription_id,
        converted.payment_method_type,
        converted.first_failed_on,
        converted.last_attempt_on,
        converted.attempts,
        converted.failed_attempts,
        converted.first_failure_code,
        converted.last_failure_code,
        converted.outcome,
        converted.recovered_on,
        cast(
            {{ dbt.datediff('converted.first_failed_on', 'converted.recovered_on', 'day') }}
            as integer
        ) as days_to_recovery,
        converted.reporting_amount_due as amount_due,
        converted.reporting_recovered_amount as recovered_amount,
        {{ as_money(
            "case when converted.outcome = 'lost'"
            ~ " then converted.reporting_amount_due - converted.reporting_recovered_amount"
            ~ " else 0 end"
        ) }} as lost_amount,
        {{ as_money(
            "case when converted.outcome = 'open'"
            ~ " then converted.reporting_amount_due - converted.reporting_recovered_amount"
            ~ " else 0 end"
        ) }} as open_amount,
        invoices_of_the_lost.invoice_id is not null as ended_in_churn
    from converted
    left join invoices_of_the_lost
        on converted.invoice_id = invoices_of_the_lost.invoice_id
)

select * from final
