{#-
    What the models of churn look at, each a column of int_risk__features: at least one of each kind
    that DECISIONS.md, "What the risk of churn is made of", names. The training table's YAML and the
    seed risk_feature_labels hold the same names.
-#}
{% macro risk_features() %}
{{ return([
    'active_days',
    'active_days_change',
    'breadth',
    'card_expires_soon',
    'champion_quiet',
    'csat',
    'days_payment_failing',
    'days_since_use',
    'failed_attempts_90_days',
    'health_change_12_weeks',
    'health_change_4_weeks',
    'is_critical',
    'is_renewing',
    'is_won_back',
    'is_yearly',
    'mrr_size',
    'nps',
    'requests_unmet',
    'seat_use',
    'seats_shrinking',
    'tenure_size',
    'tickets_per_10_seats',
    'usage_trend',
]) }}
{% endmacro %}
