{#- Rows of (date_month, month_end): every month from a date to as_of; the last one ends at as_of. -#}
{% macro month_rows(first_date) -%}
    {{ adapter.dispatch('month_rows')(first_date) }}
{%- endmacro %}


{% macro duckdb__month_rows(first_date) %}
    select
        cast(date_month as date) as date_month,
        least(last_day(cast(date_month as date)), {{ as_of_date() }}) as month_end
    from generate_series(
        cast(date_trunc('month', {{ first_date }}) as timestamp),
        cast({{ as_of_date() }} as timestamp),
        interval 1 month
    ) as months (date_month)
{% endmacro %}


{#- Where a sequence begins after its end, Spark fails or counts backwards: no end comes before. -#}
{% macro spark__month_rows(first_date) %}
    select
        date_month,
        least(last_day(date_month), {{ as_of_date() }}) as month_end
    from (
        select
            explode(
                sequence(
                    first_month, greatest(first_month, {{ as_of_date() }}), interval 1 month
                )
            ) as date_month
        from (
            select cast(date_trunc('month', {{ first_date }}) as date) as first_month
        ) as beginnings
    ) as months
    where date_month <= {{ as_of_date() }}
{% endmacro %}
