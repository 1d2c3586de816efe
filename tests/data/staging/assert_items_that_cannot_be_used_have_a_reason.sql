-- depends_on: {{ ref('stg_billing__subscription_items') }}
-- If this fails, revenue is counted for items that belong to nothing, or good items are lost.
{% if execute %}
with judged as (
    {{ judged_rows(
        contract_source('billing', 'subscription_items'),
        [{
            'connector': 'files',
            'columns': [
                'subscription_item_id', 'subscription_id', 'plan_id', 'quantity', 'valid_from',
                'valid_to',
            ],
            'name': "(
                values
                    ('good', 'known', 'any', 0, '2025-01-01', '2025-01-01'),
                    ('negative', 'known', 'any', -1, '2025-01-01', null),
                    ('backwards', 'known', 'any', null, '2025-01-02', '2025-01-01'),
                    ('orphan', 'unknown', 'any', null, '2025-01-01', null),
                    ('of another connector', 'elsewhere', 'any', null, '2025-01-01', null),
                    ('without plan', 'known', null, null, '2025-01-01', null)
            ) as given (
                subscription_item_id, subscription_id, plan_id, quantity, valid_from, valid_to
            )",
        }],
        parent="(
            select *
            from (values ('known', 'files'), ('elsewhere', 'another'))
                as subscriptions (subscription_id, connector)
        ) as subscriptions",
    ) }}
),

expected as (
    select *
    from (
        values
        ('good', null),
        ('negative', 'negative quantity'),
        ('backwards', 'valid_to before valid_from'),
        ('orphan', 'no such subscription_id'),
        ('of another connector', 'no such subscription_id'),
        ('without plan', 'no plan_id')
    ) as expected_reasons (row_name, reason)
)

select
    expected.row_name,
    expected.reason,
    judged.rejection_reason
from expected
full outer join judged
    on expected.row_name = judged.subscription_item_id
where
    expected.row_name is null
    or judged.subscription_item_id is null
    or expected.reason is distinct from judged.rejection_reason
{% endif %}
