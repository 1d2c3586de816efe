-- If this fails, months are missing from every monthly table, or the future is in them.
{%- set first_day = 'cast(' ~ dbt.dateadd('month', -2, as_of_date()) ~ ' as date)' %}
{%- set day_after = 'cast(' ~ dbt.dateadd('month', 1, as_of_date()) ~ ' as date)' %}
with months as (
    {{ month_rows(first_day) }}
),

months_of_the_future as (
    {{ month_rows(day_after) }}
),

counted as (
    select
        count(*) as months,
        min(date_month) as first_month,
        max(date_month) as last_month,
        max(month_end) as last_end,
        count(distinct month_end) as ends,
        count(*) filter (where extract(day from date_month) <> 1) as months_begun_late,
        (select count(*) from months_of_the_future) as months_of_the_future
    from months
)

select *
from counted
where
    months <> 3
    or ends <> 3
    or first_month <> cast({{ dbt.date_trunc('month', first_day) }} as date)
    or last_month <> cast({{ dbt.date_trunc('month', as_of_date()) }} as date)
    or last_end <> {{ as_of_date() }}
    or months_begun_late <> 0
    or months_of_the_future <> 0
