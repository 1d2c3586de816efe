{#- A double rounded to so many digits after the point, half away from zero; still a double. -#}
{% macro rounded(expression, digits) -%}
    {{ adapter.dispatch('rounded')(expression, digits) }}
{%- endmacro %}


{% macro duckdb__rounded(expression, digits) -%}
    round({{ expression }}, {{ digits }})
{%- endmacro %}


{#- Spark's own rounds the shortest decimal spelling: see double_as_money. -#}
{% macro spark__rounded(expression, digits) -%}
    round(({{ expression }}) * cast(1e{{ digits }} as double)) / cast(1e{{ digits }} as double)
{%- endmacro %}
