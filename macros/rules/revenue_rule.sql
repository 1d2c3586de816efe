{#-
    The value of a revenue rule (CONTRACT.md, section 2), checked: a value nobody knows stops the
    build instead of silently meaning something else. Numbers are allowed where `numbers` is true.
-#}
{% macro revenue_rule(name) %}
{%- set allowed = {
    'mrr_discounts': ['recurring', 'forever', 'all', 'none'],
    'mrr_metered': ['exclude'],
    'mrr_past_due': ['keep', 'a number of days'],
    'mrr_unpaid': ['exclude', 'keep'],
    'mrr_paused': ['exclude', 'keep'],
    'mrr_cancellation': ['period_end', 'requested'],
    'mrr_free': ['contraction', 'churn'],
    'reactivation_window_days': ['null', 'a number of days'],
    'customer_grain': ['account'],
    'involuntary_churn_days': ['a number of days'],
}[name] -%}
{%- set value = var(name) -%}
{%- set is_known = value in allowed
    or (value is none and 'null' in allowed)
    or (value is number and value >= 0 and 'a number of days' in allowed) -%}
{%- if not is_known -%}
    {{ exceptions.raise_compiler_error(
        "The var " ~ name ~ " is '" ~ value ~ "'. It takes: " ~ allowed | join(', ') ~ '.'
    ) }}
{%- endif -%}
{{ return(value) }}
{% endmacro %}
