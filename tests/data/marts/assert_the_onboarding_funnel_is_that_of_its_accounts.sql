-- If this fails, the funnel counts accounts or steps that onboarding does not know, or misses some.
with accounts as (
    select
        cast({{ dbt.date_trunc('month', 'began_on') }} as date) as cohort_month,
        count(*) as accounts,
        sum(steps_done) as steps_done,
        count(*) filter (where onboarding_status = 'completed') as completed
    from {{ ref('onboarding') }}
    group by cast({{ dbt.date_trunc('month', 'began_on') }} as date)
),

funnel as (
    select
        cohort_month,
        max(accounts) as most_accounts,
        min(accounts) as least_accounts,
        sum(reached) as steps_done,
        min(reached_with_earlier) as completed
    from {{ ref('onboarding_funnel') }}
    group by cohort_month
)

select
    accounts.cohort_month,
    accounts.accounts,
    funnel.most_accounts,
    accounts.steps_done,
    funnel.steps_done as steps_done_in_funnel,
    accounts.completed,
    funnel.completed as completed_in_funnel
from accounts
full outer join funnel
    on accounts.cohort_month = funnel.cohort_month
where not coalesce(
    accounts.accounts = funnel.most_accounts
    and accounts.accounts = funnel.least_accounts
    and accounts.steps_done = funnel.steps_done
    and accounts.completed = funnel.completed,
    false
)
