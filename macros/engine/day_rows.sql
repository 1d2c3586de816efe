{#- Rows of date_day: every day from a date to as_of. -#}
{% macro day_rows(first_date) -%}
    {{ adapter.dispatch('day_rows')(first_date) }}
{%- endmacro %}


{% macro duckdb__day_rows(first_date) %}
    select cast(date_day as date) as date_day
    from generate_series(
        cast({{ first_date }} as timestamp),
        cast({{ as_of_date() }} as timestamp),
        interval 1 day
    ) as days (date_day)
{% endmacro %}


{#- Where a sequence begins after its end, Spark fails or counts backwards: no end comes before. -#}
{% macro spark__day_rows(first_date) %}
    select date_day
    from (
        select
            explode(
                sequence(first_day, greatest(first_day, {{ as_of_date() }}), interval 1 day)
            ) as date_day
        from (
            select cast({{ first_date }} as date) as first_day
        ) as beginnings
    ) as days
    where date_day <= {{ as_of_date() }}
{% endmacro %}
