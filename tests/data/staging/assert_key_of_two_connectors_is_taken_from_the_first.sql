-- depends_on: {{ ref('stg_billing__subscriptions') }}
-- If this fails, a subscription that two billing systems have during a migration is billed twice,
-- or one that only the second has is lost.
{% if execute %}
{%- set columns = ['subscription_id', 'customer_id', 'status', 'started_at', 'updated_at'] %}
with judged as (
    {{ judged_rows(contract_source('billing', 'subscriptions'), [
        {
            'connector': 'new',
            'columns': columns,
            'name': "(
                values
                    ('both', 'any', 'older in the first', '2025-02-01', '2025-03-01'),
                    ('both', 'any', 'newest in the first', '2025-02-01', '2025-03-02'),
                    ('first only', 'any', 'only in the first', '2025-02-01', null)
            ) as given (" ~ columns | join(', ') ~ ")",
        },
        {
            'connector': 'old',
            'columns': columns + ['connector_fault'],
            'name': "(
                values
                    ('both', 'any', 'newer, in the second', '2025-02-01', '2025-04-01', null),
                    ('second only', 'any', 'only in the second', '2025-02-01', null, null),
                    ('judged', 'any', 'refused by its connector', '2025-02-01', null, 'is a test')
            ) as given (" ~ columns | join(', ') ~ ", connector_fault)",
        },
    ]) }}
),

expected as (
    select *
    from (
        values
        ('older in the first', 'new', 'duplicate of subscription_id'),
        ('newest in the first', 'new', null),
        ('only in the first', 'new', null),
        ('newer, in the second', 'old', 'subscription_id is also in a connector listed before'),
        ('only in the second', 'old', null),
        ('refused by its connector', 'old', 'is a test')
    ) as expected_reasons (row_name, connector, reason)
)

select
    expected.row_name,
    expected.reason,
    judged.rejection_reason
from expected
full outer join judged
    on
        expected.row_name = judged.status
        and expected.connector = judged.connector
where
    expected.row_name is null
    or judged.status is null
    or expected.reason is distinct from judged.rejection_reason
{% endif %}
