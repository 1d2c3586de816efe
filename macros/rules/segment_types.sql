{#- What revenue is cut by, each a column of the models that are cut; `all` is the whole company. -#}
{% macro segment_types() %}
{{ return([
    'all',
    'plan_tier',
    'billing_interval',
    'industry',
    'size_band',
    'country',
    'channel',
    'customer_tier',
]) }}
{% endmacro %}
