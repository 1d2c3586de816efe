with plans as (
    select * from {{ ref('stg_billing__plans') }}
),

{{ record_versions(
    'plans',
    key={'plan_id': 'string'},
    columns={
        'plan_name': 'string',
        'product_id': 'string',
        'product_name': 'string',
        'plan_tier': 'string',
        'billing_interval': 'string',
        'interval_count': 'integer',
        'currency': 'string',
        'unit_amount': 'decimal(20, 6)',
        'pricing_model': 'string',
        'price_tiers': 'string',
        'usage_type': 'string',
        'is_addon': 'boolean',
        'is_free': 'boolean',
    },
) }}
