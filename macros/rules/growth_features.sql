{#-
    What the model of growth looks at, each a column of int_growth__features. The training table's YAML
    and the seed risk_feature_labels hold the same names.
-#}
{% macro growth_features() %}
{{ return([
    'breadth',
    'csat',
    'days_near_limit',
    'days_payment_failing',
    'features_change',
    'has_expanded_90_days',
    'health_change_12_weeks',
    'health_score',
    'is_newcomer',
    'is_renewing',
    'is_won_back',
    'is_yearly',
    'largest_feature_rise',
    'limit_within_60_days',
    'modules_used',
    'mrr_beside_industry',
    'mrr_beside_plan',
    'nps',
    'plan_size',
    'requests_unmet',
    'saturation',
    'seat_use',
    'usage_trend',
]) }}
{% endmacro %}
