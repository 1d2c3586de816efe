{#- Rows of week_end: the last day (Sunday) of every ISO week from a date's to the last that ended by as_of. -#}
{% macro week_rows(first_date) -%}
    {{ adapter.dispatch('week_rows')(first_date) }}
{%- endmacro %}


{% macro duckdb__week_rows(first_date) %}
    select cast(week_end as date) as week_end
    from generate_series(
        cast({{ week_end(first_date) }} as timestamp),
        cast({{ as_of_date() }} as timestamp),
        interval 7 days
    ) as weeks (week_end)
{% endmacro %}


{#- Where a sequence begins after its end, Spark fails or counts backwards: no end comes before. -#}
{% macro spark__week_rows(first_date) %}
    select week_end
    from (
        select
            explode(
                sequence(first_end, greatest(first_end, {{ as_of_date() }}), interval 7 days)
            ) as week_end
        from (
            select {{ week_end(first_date) }} as first_end
        ) as beginnings
    ) as weeks
    where week_end <= {{ as_of_date() }}
{% endmacro %}
