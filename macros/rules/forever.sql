{#- The open end of an interval of days: later than any date in the data, so ends compare plainly. -#}
{% macro forever() -%}
    cast('9999-12-31' as date)
{%- endmacro %}
