-- If this fails, days are missing from the calendar that the semantic layer counts by.
{%- set first_day = 'cast(' ~ dbt.dateadd('day', -40, as_of_date()) ~ ' as date)' %}
{%- set day_after = 'cast(' ~ dbt.dateadd('day', 1, as_of_date()) ~ ' as date)' %}
with days as (
    {{ day_rows(first_day) }}
),

days_of_the_future as (
    {{ day_rows(day_after) }}
),

counted as (
    select
        count(*) as days,
        count(distinct date_day) as different_days,
        min(date_day) as first_day,
        max(date_day) as last_day,
        (select count(*) from days_of_the_future) as days_of_the_future
    from days
)

select *
from counted
where
    days <> 41
    or different_days <> 41
    or first_day <> {{ first_day }}
    or last_day <> {{ as_of_date() }}
    or days_of_the_future <> 0
