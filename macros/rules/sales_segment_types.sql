{#- What the funnel is cut by, and the column of each. -#}
{% macro funnel_segment_types() %}
{{ return({
    'all': "'all'",
    'team': 'team',
    'owner': 'owner_id',
    'channel': 'channel',
    'opportunity_type': 'opportunity_type',
    'size_band': 'size_band',
    'industry': 'industry',
}) }}
{% endmacro %}


{#- What the capability of sales is cut by. -#}
{% macro capability_segment_types() %}
{{ return({
    'all': "'all'",
    'industry': 'industry',
    'size_band': 'size_band',
    'opportunity_type': 'opportunity_type',
}) }}
{% endmacro %}


{#- Whose sales are looked at, and the column of each. -#}
{% macro sales_member_types() %}
{{ return({'all': "'all'", 'team': 'team', 'owner': 'owner_id'}) }}
{% endmacro %}
