{#- Whether a fitted model is one that scores leads. -#}
{% macro is_lead_model(model) -%}
    {{ model }} in ('lead_at_registration', 'lead_after_week')
{%- endmacro %}
