{#- The last day (Sunday) of the ISO week that a date lies in. -#}
{% macro week_end(date) -%}
cast({{ dbt.dateadd('day', 6, dbt.date_trunc('week', date)) }} as date)
{%- endmacro %}
