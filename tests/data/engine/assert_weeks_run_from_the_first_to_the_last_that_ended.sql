-- If this fails, weeks are missing from every weekly table, or one that has not ended is in them.
{%- set first_day = 'cast(' ~ dbt.dateadd('day', -20, as_of_date()) ~ ' as date)' %}
{%- set day_after = 'cast(' ~ dbt.dateadd('day', 1, as_of_date()) ~ ' as date)' %}
with weeks as (
    {{ week_rows(first_day) }}
),

weeks_of_the_future as (
    {{ week_rows(day_after) }}
),

counted as (
    select
        count(*) as weeks,
        min(week_end) as first_end,
        max(week_end) as last_end,
        count(distinct week_end) as ends,
        (select count(*) from weeks_of_the_future) as weeks_of_the_future
    from weeks
)

select *
from counted
where
    weeks <> ends
    or first_end < {{ first_day }}
    or {{ dbt.datediff(first_day, 'first_end', 'day') }} > 6
    or last_end > {{ as_of_date() }}
    or {{ dbt.datediff('last_end', as_of_date(), 'day') }} > 6
    or {{ dbt.datediff('first_end', 'last_end', 'day') }} <> 7 * (weeks - 1)
    or weeks_of_the_future <> 0
