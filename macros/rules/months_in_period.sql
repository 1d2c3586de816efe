{#- Months in a billing period: a week is 12/52 of a month, a day 12/365. Null for other units. -#}
{% macro months_in_period(billing_interval, interval_count) -%}
    {{ interval_count }} * case {{ billing_interval }}
        when 'month' then cast(1 as double)
        when 'year' then cast(12 as double)
        when 'week' then cast(12 as double) / 52
        when 'day' then cast(12 as double) / 365
    end
{%- endmacro %}
