{%- set windows = [30, 60, 90] -%}

with first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

cohort_members as (
    select * from {{ ref('int_revenue__cohort_members') }}
),

feature_months as (
    select * from {{ ref('int_usage__feature_months') }}
),

-- Nobody can be seen using anything before use was recorded.
recorded as (
    select min(first_used_on) as first_recorded_on from feature_months
),

known as (
    select
        first_spells.account_id,
        first_spells.started_on,
        first_spells.ended_on,
        cast({{ dbt.dateadd('month', 12, 'first_spells.started_on') }} as date) as outcome_on
    from first_spells
    inner join recorded
        on first_spells.started_on >= recorded.first_recorded_on
),

-- DECISIONS.md, "Which features are key": who is a customer on the day a year later has renewed.
outcomes as (
    select
        known.account_id,
        known.started_on,
        known.ended_on,
        known.outcome_on,
        max(case when customer_spells.account_id is not null then 1 else 0 end) as is_retained
    from known
    left join customer_spells
        on
            known.account_id = customer_spells.account_id
            and known.outcome_on >= customer_spells.started_on
            and known.outcome_on < customer_spells.ended_on
    where known.outcome_on <= {{ as_of_date() }}
    group by known.account_id, known.started_on, known.ended_on, known.outcome_on
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
        outcomes.account_id,
        outcomes.started_on,
        outcomes.outcome_on,
        cast(outcomes.is_retained as bigint) as is_retained,
        cohort_members.size_band,
        cohort_members.plan_tier
    from outcomes
    inner join windows
        on
            windows.window_days
            <= {{ dbt.datediff('outcomes.started_on', 'outcomes.ended_on', 'day') }}
    inner join cohort_members
        on outcomes.account_id = cohort_members.account_id
)

select * from final
