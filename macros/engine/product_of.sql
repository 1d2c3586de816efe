{#- Aggregate: the product of a group's doubles. -#}
{% macro product_of(expression) -%}
    {{ adapter.dispatch('product_of')(expression) }}
{%- endmacro %}


{% macro duckdb__product_of(expression) -%}
    product({{ expression }})
{%- endmacro %}


{% macro spark__product_of(expression) -%}
    aggregate(
        collect_list({{ expression }}),
        cast(1 as double),
        (product_so_far, factor) -> product_so_far * factor
    )
{%- endmacro %}
