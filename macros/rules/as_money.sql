{#- Money in marts and sums: six decimals, so that only presentation rounds. -#}
{% macro as_money(expression) -%}
    cast({{ expression }} as decimal(20, 6))
{%- endmacro %}
