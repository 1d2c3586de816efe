with terms as (
    select * from {{ ref('int_renewals__terms') }}
),

task_outcomes as (
    select
        *,
        coalesce(contacted_at, completed_at) as told_at,
        {{ to_reporting_date('coalesce(contacted_at, completed_at)') }} as told_on
    from {{ ref('stg_success__task_outcomes') }}
    where renewal_intent in ('yes', 'no', 'unknown')
),

told_by_customers as (
    {{ rows_of_customers('task_outcomes') }}
),

final as (
    select
        terms.account_id,
        terms.term_end,
        told_by_customers.task_id,
        told_by_customers.renewal_intent as intent,
        told_by_customers.told_at,
        told_by_customers.told_on
    from terms
    inner join told_by_customers
        on
            terms.account_id = told_by_customers.customer_account_id
            and terms.asked_from <= told_by_customers.told_on
            and terms.term_end > told_by_customers.told_on
    where told_by_customers.told_on <= {{ as_of_date() }}
)

select * from final
