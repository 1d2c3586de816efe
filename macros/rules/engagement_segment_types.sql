{#- What engagement is cut by; each is a column of int_customers__measured_accounts. -#}
{% macro engagement_segment_types() %}
{{ return([
    'all', 'lifecycle_stage', 'customer_tier', 'plan_tier', 'size_band', 'industry', 'country'
]) }}
{% endmacro %}
