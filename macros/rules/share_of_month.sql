{#- The share of a month of int_finance__months_at_rates that lies in all of these half-open intervals. -#}
{% macro share_of_month(begins, ends) -%}
cast({{ dbt.datediff(
    'greatest(' ~ begins | join(', ') ~ ', months.date_month)',
    'least(' ~ ends | join(', ') ~ ', months.next_month)',
    'day'
) }} as double) / months.days
{%- endmacro %}
