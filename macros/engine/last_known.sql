{#- Window function: the newest value that is not null, up to the current row. -#}
{% macro last_known(expression, partition_by, order_by) -%}
    {{ adapter.dispatch('last_known')(expression, partition_by, order_by) }}
{%- endmacro %}


{% macro duckdb__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }} ignore nulls) over (
        partition by {{ partition_by }}
        order by {{ order_by }}
        rows unbounded preceding
    )
{%- endmacro %}


{% macro spark__last_known(expression, partition_by, order_by) -%}
    last_value({{ expression }}) ignore nulls over (
        partition by {{ partition_by }}
        order by {{ order_by }}
        rows unbounded preceding
    )
{%- endmacro %}
