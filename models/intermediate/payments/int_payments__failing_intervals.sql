with failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

-- DECISIONS.md, "A payment is failing": until it is collected, or can explain no end any more.
final as (
    select
        invoice_id,
        account_id,
        first_failed_on,
        least(
            coalesce(recovered_on, {{ forever() }}),
            cast(
                {{ dbt.dateadd('day', revenue_rule('involuntary_churn_days'), 'first_failed_on') }}
                as date
            )
        ) as failing_until,
        last_attempt_on,
        last_failure_code
    from failed_invoices
)

select * from final
