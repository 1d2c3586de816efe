with failed_invoices as (
    select * from {{ ref('int_payments__failed_invoices') }}
),

measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

-- DECISIONS.md, "A payment is failing": until it is collected, or can explain no end any more.
failing as (
    select
        account_id,
        first_failed_on,
        least(
            coalesce(recovered_on, {{ forever() }}),
            cast(
                {{ dbt.dateadd('day', revenue_rule('involuntary_churn_days'), 'first_failed_on') }}
                as date
            )
        ) as failing_until
    from failed_invoices
),

final as (
    select
        failing.account_id,
        measuring_days.measured_on,
        min(failing.first_failed_on) as first_failed_on,
        count(*) as failing_invoices
    from failing
    inner join measuring_days
        on
            failing.first_failed_on <= measuring_days.measured_on
            and failing.failing_until > measuring_days.measured_on
    group by failing.account_id, measuring_days.measured_on
)

select * from final
