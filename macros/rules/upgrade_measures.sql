{#- The measures of which a condition of the seed upgrade_conditions may ask, in int_growth__customer_weeks. -#}
{% macro upgrade_measures() %}
{{ return([
    'seat_use',
    'saturation',
    'breadth',
    'active_days',
    'nps',
    'csat',
    'tenure_month',
]) }}
{% endmacro %}
