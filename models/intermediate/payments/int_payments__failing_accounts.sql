with failing as (
    select * from {{ ref('int_payments__failing_intervals') }}
),

measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
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
