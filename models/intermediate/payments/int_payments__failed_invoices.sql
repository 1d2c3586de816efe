with attempts as (
    select * from {{ ref('int_payments__attempts') }}
    where invoice_id is not null
),

invoices as (
    select * from {{ ref('int_payments__invoices') }}
),

settlements as (
    select * from {{ ref('int_payments__settlements') }}
),

ranked_attempts as (
    select
        *,
        row_number() over (
            partition by invoice_id, is_failed order by attempted_at, payment_id
        ) as place,
        row_number() over (
            partition by invoice_id, is_failed order by attempted_at desc, payment_id desc
        ) as place_from_end
    from attempts
),

invoices_with_failures as (
    select
        invoice_id,
        max(account_id) as account_id,
        max(customer_id) as customer_id,
        max(currency) as currency,
        max(local_amount) as largest_amount,
        count(*) as attempts,
        count(*) filter (where is_failed) as failed_attempts,
        max(attempted_on) as last_attempt_on,
        max(case when is_failed and place = 1 then attempted_on end) as first_failed_on,
        max(case when is_failed and place = 1 then failure_code end) as first_failure_code,
        max(case when is_failed and place_from_end = 1 then failure_code end)
            as last_failure_code,
        max(case when is_failed and place = 1 then payment_method_type end) as payment_method_type
    from ranked_attempts
    group by invoice_id
    having count(*) filter (where is_failed) > 0
),

settled as (
    select
        invoices_with_failures.invoice_id,
        sum(
            case
                when settlements.settled_on < invoices_with_failures.first_failed_on
                    then settlements.amount
                else 0
            end
        ) as settled_before,
        sum(
            case
                when settlements.settled_on < invoices_with_failures.first_failed_on then 0
                else settlements.amount
            end
        ) as settled_since,
        max(settlements.settled_on) as last_settled_on
    from invoices_with_failures
    inner join settlements
        on invoices_with_failures.invoice_id = settlements.invoice_id
    group by invoices_with_failures.invoice_id
),

-- An invoice that is not in the data is as large as the largest attempt to collect it.
amounts as (
    select
        invoices_with_failures.*,
        invoices.subscription_id,
        invoices.issued_on,
        coalesce(
            invoices.status = 'void' or invoices.written_off_on <= {{ as_of_date() }}, false
        ) as is_given_up,
        coalesce(invoices.currency, invoices_with_failures.currency) as invoice_currency,
        settled.last_settled_on,
        greatest(
            coalesce(invoices.total, invoices_with_failures.largest_amount)
            - coalesce(settled.settled_before, 0),
            0
        ) as amount_due,
        coalesce(settled.settled_since, 0) as settled_since
    from invoices_with_failures
    left join invoices
        on invoices_with_failures.invoice_id = invoices.invoice_id
    left join settled
        on invoices_with_failures.invoice_id = settled.invoice_id
),

final as (
    select
        invoice_id,
        account_id,
        customer_id,
        subscription_id,
        payment_method_type,
        issued_on,
        attempts,
        failed_attempts,
        first_failed_on,
        last_attempt_on,
        first_failure_code,
        last_failure_code,
        case
            when settled_since >= amount_due then 'recovered'
            when is_given_up then 'lost'
            else 'open'
        end as outcome,
        case
            when settled_since >= amount_due then greatest(last_settled_on, first_failed_on)
        end as recovered_on,
        invoice_currency as currency,
        {{ as_money('amount_due') }} as amount_due,
        {{ as_money('least(settled_since, amount_due)') }} as recovered_amount
    from amounts
)

select * from final
