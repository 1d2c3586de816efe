{#- A text in which every match of a pattern is replaced; DuckDB replaces the first alone by default. -#}
{% macro replaced(expression, pattern, replacement) -%}
    {{ adapter.dispatch('replaced')(expression, pattern, replacement) }}
{%- endmacro %}


{% macro default__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}')
{%- endmacro %}


{% macro duckdb__replaced(expression, pattern, replacement) -%}
    regexp_replace({{ expression }}, '{{ pattern }}', '{{ replacement }}', 'g')
{%- endmacro %}
