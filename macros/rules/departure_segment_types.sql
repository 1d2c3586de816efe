{#- What departures are cut by, each a column of customer_departures; `all` is the whole company. -#}
{% macro departure_segment_types() %}
{{ return(['all', 'plan_tier', 'billing_interval', 'industry', 'size_band', 'country']) }}
{% endmacro %}
