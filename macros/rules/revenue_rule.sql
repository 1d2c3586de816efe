{#- What each revenue rule (CONTRACT.md, section 2) takes. -#}
{% macro revenue_rules() %}
{{ return({
    'mrr_discounts': ['recurring', 'forever', 'all', 'none'],
    'mrr_metered': ['exclude', 'include'],
    'mrr_past_due': ['keep', 'a number of days'],
    'mrr_unpaid': ['exclude', 'keep'],
    'mrr_paused': ['exclude', 'keep'],
    'mrr_cancellation': ['period_end', 'requested'],
    'mrr_free': ['contraction', 'churn'],
    'reactivation_window_days': ['null', 'a number of days'],
    'customer_grain': ['account', 'ultimate_parent'],
    'gross_margin': ['a share from 0 to 1'],
    'cac_lag_months': ['a number of months'],
    'involuntary_churn_days': ['a number of days'],
    'attribution_window_days': ['a number of days'],
    'attribution_direct_visits': ['passed_over', 'counted'],
    'win_window_days': ['a number of days'],
}) }}
{% endmacro %}


{#-
    The value of a revenue rule, checked: a value nobody knows stops the build instead of silently
    meaning something else.
-#}
{% macro revenue_rule(name) %}
{%- set allowed = revenue_rules()[name] -%}
{%- set value = var(name) -%}
{%- set is_number = value is number and value is not boolean and value >= 0 -%}
{%- set is_known = value in allowed
    or (value is none and 'null' in allowed)
    or (is_number and 'a number of days' in allowed)
    or (is_number and 'a number of months' in allowed)
    or (is_number and value <= 1 and 'a share from 0 to 1' in allowed) -%}
{%- if not is_known -%}
    {{ exceptions.raise_compiler_error(
        "The var " ~ name ~ " is '" ~ value ~ "'. It takes: " ~ allowed | join(', ') ~ '.'
    ) }}
{%- endif -%}
{{ return(value) }}
{% endmacro %}


{#- Before any run: every rule has a value that somebody knows, also those of models not selected. -#}
{% macro require_known_rules() %}
{%- for name in revenue_rules() -%}
    {%- do revenue_rule(name) -%}
{%- endfor -%}
{% endmacro %}
