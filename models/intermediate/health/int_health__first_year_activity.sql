{#- Months as a customer that are looked at, from and to: each of the first eleven, and 2 to 4. -#}
{%- set periods = [[2, 4]] -%}
{%- for month in range(1, 12) -%}
    {%- do periods.append([month, month]) -%}
{%- endfor -%}

with first_years as (
    select * from {{ ref('int_customers__first_years') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

days as (
    select * from {{ ref('int_usage__feature_days') }}
),

recorded as (
    select min(event_date) as recorded_since from feature_days
),

known as (
    select
        first_spells.account_id,
        first_spells.started_on,
        first_spells.ended_on,
        cast({{ dbt.dateadd('month', 12, 'first_spells.started_on') }} as date) as outcome_on
    from first_spells
    inner join recorded
        on first_spells.started_on >= recorded.recorded_since
    where {{ dbt.dateadd('month', 12, 'first_spells.started_on') }} <= {{ as_of_date() }}
),

outcomes as (
    select
        known.account_id,
        known.started_on,
        known.ended_on,
        known.outcome_on,
        cast(max(case when customer_spells.account_id is null then 0 else 1 end) as bigint)
            as is_retained
    from known
    left join customer_spells
        on
            known.account_id = customer_spells.account_id
            and known.outcome_on >= customer_spells.started_on
            and known.outcome_on < customer_spells.ended_on
    group by known.account_id, known.started_on, known.ended_on, known.outcome_on
),

days as (
    select
        first_years.account_id,
        feature_days.event_date,
        max({{ tenure_months('first_years.started_on', 'feature_days.event_date') }}) as tenure_month
    from first_years
    inner join feature_days
        on
            first_years.account_id = feature_days.account_id
            and feature_days.event_date >= first_years.started_on
            and feature_days.event_date < first_years.outcome_on
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
