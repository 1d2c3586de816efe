{#-
    The vars that decide what MRR is, with their values, as one text: two figures are comparable
    where it is the same.
-#}
{% macro revenue_rules_in_force() -%}
{%- set rules = [] -%}
{%- for name in [
    'reporting_currency', 'reporting_timezone', 'mrr_discounts', 'mrr_metered', 'mrr_past_due',
    'mrr_unpaid', 'mrr_paused', 'mrr_cancellation', 'mrr_free', 'reactivation_window_days',
    'customer_grain',
] -%}
    {%- do rules.append(name ~ ': ' ~ var(name) | string | replace("'", '')) -%}
{%- endfor -%}
'{{ rules | join(', ') }}'
{%- endmacro %}
