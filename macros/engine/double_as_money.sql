{#-
    A double as money. Engines disagree on a double that is next to half a unit of the last digit:
    DuckDB scales it as a double and rounds that, Spark rounds its shortest decimal spelling. What
    is a decimal already needs no more than `as_money`.
-#}
{% macro double_as_money(expression) -%}
    {{ adapter.dispatch('double_as_money')(expression) }}
{%- endmacro %}


{% macro duckdb__double_as_money(expression) -%}
    {{ as_money(expression) }}
{%- endmacro %}


{#- As DuckDB does: `round` has whole numbers to find here, and leaves no fraction to the cast. -#}
{% macro spark__double_as_money(expression) -%}
    {{ as_money(
        'cast(round((' ~ expression ~ ') * cast(1000000 as double)) as decimal(26, 0)) / 1000000'
    ) }}
{%- endmacro %}
