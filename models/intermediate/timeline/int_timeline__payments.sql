{%- set dates = {
    'invoice_issued': 'issued_on', 'invoice_paid': 'paid_on', 'invoice_written_off': 'written_off_on'
} -%}

with invoices as (
    select * from {{ ref('int_payments__invoices') }}
),

attempts as (
    select * from {{ ref('int_payments__attempts') }}
    where is_failed
),

refunds as (
    select * from {{ ref('int_payments__refunds') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

dated_invoices as (
    {% for kind, date in dates.items() -%}
    select
        account_id,
        {{ date }} as happened_on,
        '{{ kind }}' as kind,
        {{ event_title(kind | replace('_', ' ') | capitalize, ['billing_reason']) }} as title,
        invoice_id,
        currency,
        {{ 'amount_paid' if kind == 'invoice_paid' else 'total' }} as local_amount
    from invoices
    where {{ date }} <= {{ as_of_date() }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        dated_invoices.account_id,
        cast(dated_invoices.happened_on as timestamp) as occurred_at,
        dated_invoices.kind,
        dated_invoices.title,
        dated_invoices.invoice_id as reference_id,
        {{ double_as_money('dated_invoices.local_amount * exchange_rates.rate') }} as amount
    from dated_invoices
    left join exchange_rates
        on
            dated_invoices.currency = exchange_rates.currency
            and dated_invoices.happened_on >= exchange_rates.from_date
            and dated_invoices.happened_on < exchange_rates.to_date

    union all

    select
        account_id,
        cast({{ to_reporting_time('attempted_at') }} as timestamp) as occurred_at,
        'payment_failed' as kind,
        {{ event_title('Payment failed', ['failure_code']) }} as title,
        coalesce(invoice_id, payment_id) as reference_id,
        amount
    from attempts

    union all

    select
        account_id,
        cast(refunded_on as timestamp) as occurred_at,
        'refunded' as kind,
        {{ event_title('Refunded', ['reason']) }} as title,
        refund_id as reference_id,
        amount
    from refunds
)

select * from final
where account_id is not null
