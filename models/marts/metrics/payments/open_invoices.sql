with balances as (
    select * from {{ ref('int_payments__balances') }}
    where
        from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
        and coalesce(written_off_on, {{ forever() }}) > {{ as_of_date() }}
),

invoices as (
    select * from {{ ref('int_payments__invoices') }}
),

failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
    where
        from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
),

final as (
    select
        balances.invoice_id,
        balances.account_id,
        invoices.subscription_id,
        balances.issued_on,
        balances.due_on,
        cast(
            greatest({{ dbt.datediff('balances.due_on', as_of_date(), 'day') }}, 0) as integer
        ) as days_past_due,
        {{ receivable_age_band(
            dbt.datediff('balances.due_on', as_of_date(), 'day')
        ) }} as age_band,
        balances.currency,
        invoices.total,
        balances.open_amount as open_amount_in_currency,
        {{ double_as_money('balances.open_amount * exchange_rates.rate') }} as open_amount,
        coalesce(failed_invoices.failed_attempts, 0) as failed_attempts,
        failed_invoices.last_failure_code
    from balances
    inner join invoices
        on balances.invoice_id = invoices.invoice_id
    left join failed_invoices
        on balances.invoice_id = failed_invoices.invoice_id
    left join exchange_rates
        on balances.currency = exchange_rates.currency
)

select * from final
