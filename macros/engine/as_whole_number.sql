{#- A double as a bigint, the nearest one; of two that are as near, the even one. -#}
{% macro as_whole_number(expression) -%}
    {{ adapter.dispatch('as_whole_number')(expression) }}
{%- endmacro %}


{% macro duckdb__as_whole_number(expression) -%}
    cast({{ expression }} as bigint)
{%- endmacro %}


{#- Spark's cast drops the fraction. -#}
{% macro spark__as_whole_number(expression) -%}
    cast(bround({{ expression }}) as bigint)
{%- endmacro %}
