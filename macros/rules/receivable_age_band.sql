{#- How long an amount has been due: DECISIONS.md, "What is open at a month's end". -#}
{% macro receivable_age_band(days_past_due) -%}
    case
        when {{ days_past_due }} <= 0 then 'not due'
        when {{ days_past_due }} <= 30 then '1-30'
        when {{ days_past_due }} <= 60 then '31-60'
        when {{ days_past_due }} <= 90 then '61-90'
        else 'over 90'
    end
{%- endmacro %}
