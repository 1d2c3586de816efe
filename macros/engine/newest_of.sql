{#- Aggregate: the value that is not null in the row where `newest_by` is largest. -#}
{% macro newest_of(expression, newest_by) -%}
    {{ adapter.dispatch('newest_of')(expression, newest_by) }}
{%- endmacro %}


{% macro duckdb__newest_of(expression, newest_by) -%}
    max_by({{ expression }}, {{ newest_by }})
{%- endmacro %}


{#- DuckDB passes over rows in which the value is null; Spark would take the null. -#}
{% macro spark__newest_of(expression, newest_by) -%}
    max_by({{ expression }}, {{ newest_by }}) filter (where {{ expression }} is not null)
{%- endmacro %}
