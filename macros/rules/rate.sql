{#- A share or ratio as a double; null where the denominator is 0. -#}
{% macro rate(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}
