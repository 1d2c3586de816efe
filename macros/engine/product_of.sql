{#- Aggregate: the product of a group's doubles. -#}
{% macro product_of(expression) -%}
    {{ adapter.dispatch('product_of')(expression) }}
{%- endmacro %}


{% macro duckdb__product_of(expression) -%}
    product({{ expression }})
{%- endmacro %}
