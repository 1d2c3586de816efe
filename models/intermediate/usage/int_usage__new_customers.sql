{%- set windows = [30, 60, 90] -%}

with first_years as (
    select * from {{ ref('int_customers__first_years') }}
),

cohort_members as (
    select * from {{ ref('int_revenue__cohort_members') }}
),

windows as (
    {% for window in windows %}
    select cast({{ window }} as integer) as window_days
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Whoever left within the window had less time to use anything: left out of that window.
final as (
    select
        windows.window_days,
        first_years.account_id,
        first_years.started_on,
        first_years.outcome_on,
        first_years.is_retained,
        cohort_members.size_band,
        cohort_members.plan_tier
    from first_years
    inner join windows
        on
            windows.window_days
            <= {{ dbt.datediff('first_years.started_on', 'first_years.ended_on', 'day') }}
    inner join cohort_members
        on first_years.account_id = cohort_members.account_id
)

select * from final
