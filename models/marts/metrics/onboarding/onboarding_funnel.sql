with steps as (
    select * from {{ ref('int_onboarding__steps') }}
),

counted as (
    select
        cohort_month,
        step_number,
        step,
        max(step_name) as step_name,
        count(*) as accounts,
        count(*) filter (where is_done) as reached,
        count(*) filter (where is_done_in_time) as reached_in_time,
        count(*) filter (where is_done_with_earlier) as reached_with_earlier,
        count(*) filter (where is_past_due or is_done_in_time) as accounts_judged,
        cast(median(days_to_done) as double) as median_days
    from steps
    group by cohort_month, step_number, step
),

beside_previous as (
    select
        *,
        coalesce(lag(reached_with_earlier) over checklist, accounts) as reached_before
    from counted
    window checklist as (partition by cohort_month order by step_number)
),

-- A rate is that of the whole cohort, so it waits until the last of its accounts has had its time.
final as (
    select
        cohort_month,
        step_number,
        step,
        step_name,
        accounts,
        reached,
        reached_in_time,
        reached_with_earlier,
        {{ rate('reached', 'accounts') }} as reached_rate,
        case
            when accounts_judged = accounts then {{ rate('reached_in_time', 'accounts') }}
        end as reached_in_time_rate,
        {{ rate('reached_in_time', 'accounts') }} as reached_in_time_rate_so_far,
        {{ rate('reached_with_earlier', 'reached_before') }} as step_conversion,
        median_days,
        accounts_judged = accounts as is_complete
    from beside_previous
)

select * from final
