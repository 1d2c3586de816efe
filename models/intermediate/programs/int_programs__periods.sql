{%- set lengths = {'month': 1, 'quarter': 3} -%}

with first_day as (
    select coalesce(min(event_date), {{ as_of_date() }}) as first_day
    from {{ ref('int_programs__days') }}
),

months as (
    {{ month_rows('(select first_day from first_day)') }}
),

periods as (
    {% for period_type, months in lengths.items() %}
    select distinct
        '{{ period_type }}' as period_type,
        cast({{ dbt.date_trunc(period_type, 'date_month') }} as date) as period_start,
        last_day(
            cast({{ dbt.dateadd(
                'month', months - 1, dbt.date_trunc(period_type, 'date_month')
            ) }} as date)
        ) as period_end
    from months
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- DECISIONS.md, "Who is comparable with users of a program".
final as (
    select
        period_type,
        period_start,
        least(period_end, {{ as_of_date() }}) as period_end,
        period_end <= {{ as_of_date() }} as is_complete,
        cast({{ dbt.dateadd('day', -7, week_end('period_start')) }} as date) as measured_on,
        cast({{ dbt.dateadd('day', 90, 'period_end') }} as date) as outcome_on,
        cast({{ dbt.dateadd('day', 90, 'period_end') }} as date) <= {{ as_of_date() }} as is_decided
    from periods
)

select * from final
