with accounts as (
    select * from {{ ref('int_onboarding__accounts') }}
),

onboarding_steps as (
    select * from {{ ref('onboarding_steps') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

done as (
    select
        accounts.account_id,
        onboarding_steps.step,
        min(feature_days.event_date) as done_on
    from feature_days
    inner join onboarding_steps
        on feature_days.event_name = onboarding_steps.event_name
    inner join accounts
        on
            feature_days.account_id = accounts.account_id
            and feature_days.event_date >= accounts.began_on
    group by accounts.account_id, onboarding_steps.step
),

steps as (
    select
        accounts.account_id,
        accounts.began_on,
        accounts.left_on,
        onboarding_steps.step_number,
        onboarding_steps.step,
        onboarding_steps.step_name,
        onboarding_steps.points,
        cast(
            {{ dbt.dateadd('day', 'onboarding_steps.within_days', 'accounts.began_on') }} as date
        ) as due_on,
        done.done_on
    from accounts
    cross join onboarding_steps
    left join done
        on
            accounts.account_id = done.account_id
            and onboarding_steps.step = done.step
),

-- A step is late from the day after it was due, done or not.
final as (
    select
        account_id,
        began_on,
        left_on,
        cast({{ dbt.date_trunc('month', 'began_on') }} as date) as cohort_month,
        step_number,
        step,
        step_name,
        points,
        due_on,
        done_on,
        cast(
            {{ dbt.datediff('began_on', 'done_on', 'day') }}
            as integer
        ) as days_to_done,
        done_on is not null as is_done,
        coalesce(done_on <= due_on, false) as is_done_in_time,
        coalesce(done_on, {{ as_of_date() }}) > due_on as is_late,
        due_on < {{ as_of_date() }} as is_past_due,
        min(case when done_on is null then 0 else 1 end) over checklist = 1 as is_done_with_earlier
    from steps
    window checklist as (
        partition by account_id
        order by step_number
        rows between unbounded preceding and current row
    )
)

select * from final
