-- If this fails, failures by method, plan or country do not add up to the company's.
with totals as (
    select
        date_month,
        segment_type,
        sum(attempts) as attempts,
        sum(failed_attempts) as failed_attempts,
        sum(collected_amount) as collected_amount,
        sum(failed_amount) as failed_amount
    from {{ ref('payment_performance') }}
    group by date_month, segment_type
),

company as (
    select * from totals
    where segment_type = 'all'
)

select totals.*
from totals
inner join company
    on totals.date_month = company.date_month
where
    totals.failed_attempts <> company.failed_attempts
    or totals.failed_amount <> company.failed_amount
    or (
        totals.segment_type <> 'failure_code'
        and (
            totals.attempts <> company.attempts
            or totals.collected_amount <> company.collected_amount
        )
    )
