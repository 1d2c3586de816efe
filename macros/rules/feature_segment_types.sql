{#- What the adoption of features is cut by: few, since each multiplies months and features. -#}
{% macro feature_segment_types() %}
{{ return(['all', 'plan_tier', 'size_band']) }}
{% endmacro %}
