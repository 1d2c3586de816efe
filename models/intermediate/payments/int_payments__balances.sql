with invoices as (
    select * from {{ ref('int_payments__invoices') }}
    where
        status <> 'void'
        and total > 0
),

settlements as (
    select * from {{ ref('int_payments__settlements') }}
),

-- What is issued adds, what is settled takes away.
deltas as (
    select
        invoice_id,
        issued_on as change_date,
        total as amount
    from invoices

    union all

    select
        settlements.invoice_id,
        settlements.settled_on as change_date,
        -settlements.amount as amount
    from settlements
    inner join invoices
        on settlements.invoice_id = invoices.invoice_id
),

deltas_per_day as (
    select
        invoice_id,
        change_date,
        sum(amount) as amount
    from deltas
    group by invoice_id, change_date
    having sum(amount) <> 0
),

running as (
    select
        invoice_id,
        change_date as from_date,
        coalesce(lead(change_date) over invoice_days, {{ forever() }}) as to_date,
        {{ as_money('sum(amount) over invoice_days_so_far') }} as open_amount
    from deltas_per_day
    window
        invoice_days as (partition by invoice_id order by change_date),
        invoice_days_so_far as (
            partition by invoice_id
            order by change_date
            rows unbounded preceding
        )
),

final as (
    select
        running.invoice_id,
        invoices.account_id,
        invoices.currency,
        invoices.issued_on,
        invoices.due_on,
        running.from_date,
        running.to_date,
        running.open_amount,
        invoices.written_off_on
    from running
    inner join invoices
        on running.invoice_id = invoices.invoice_id
    where running.open_amount > 0
)

select * from final
