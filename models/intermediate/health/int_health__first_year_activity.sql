{#- Months as a customer that are looked at, from and to: each of the first eleven, and 2 to 4. -#}
{%- set periods = [
    [1, 1], [2, 2], [3, 3], [4, 4], [5, 5], [6, 6], [7, 7], [8, 8], [9, 9], [10, 10], [11, 11], [2, 4]
] -%}

with first_years as (
    select * from {{ ref('int_customers__first_years') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

days as (
    select
        first_years.account_id,
        feature_days.event_date,
        max({{ tenure_months('first_years.started_on', 'feature_days.event_date') }})
            as tenure_month
    from first_years
    inner join feature_days
        on
            first_years.account_id = feature_days.account_id
            and first_years.started_on <= feature_days.event_date
            and first_years.outcome_on > feature_days.event_date
    group by first_years.account_id, feature_days.event_date
),

periods as (
    {% for first_month, last_month in periods %}
    select
        {{ first_month }} as first_month,
        {{ last_month }} as last_month
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- Who left before the period was over had no time to be active in it: left out of it.
final as (
    select
        periods.first_month,
        periods.last_month,
        first_years.account_id,
        first_years.is_retained,
        count(days.event_date) as active_days
    from first_years
    inner join periods
        on
            first_years.ended_on
            >= {{ dbt.dateadd('month', 'periods.last_month', 'first_years.started_on') }}
    left join days
        on
            first_years.account_id = days.account_id
            and days.tenure_month between periods.first_month and periods.last_month
    group by
        periods.first_month, periods.last_month, first_years.account_id, first_years.is_retained
)

select * from final
