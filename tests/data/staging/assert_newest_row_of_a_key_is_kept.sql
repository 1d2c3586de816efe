-- depends_on: {{ ref('stg_billing__subscriptions') }}
-- If this fails, a stale copy of a subscription is billed, or a faulty copy hides a good one.
-- The column status names the rows.
{% if execute %}
with judged as (
    {{ judged_rows(contract_source('billing', 'subscriptions'), [{
        'connector': 'files',
        'columns': [
            'subscription_id', 'customer_id', 'status', 'started_at', 'ended_at', 'updated_at',
        ],
        'name': "(
            values
                ('once', 'any', 'alone', '2025-02-01', null, null),
                ('twice', 'any', 'older', '2025-02-01', null, '2025-03-01 10:00:00'),
                ('twice', 'any', 'newest', '2025-02-01', null, '2025-03-01 10:00:01'),
                ('twice', 'any', 'undated', '2025-02-01', null, null),
                ('twice', 'any', 'newest but faulty', '2025-02-01', '2025-01-31', '2025-04-01'),
                ('faulty', null, 'without customer', '2025-02-01', null, null),
                ('faulty', 'any', 'without start', null, null, null)
        ) as given (subscription_id, customer_id, status, started_at, ended_at, updated_at)",
    }]) }}
),

expected as (
    select *
    from (
        values
        ('alone', null),
        ('older', 'duplicate of subscription_id'),
        ('newest', null),
        ('undated', 'duplicate of subscription_id'),
        ('newest but faulty', 'ended_at before started_at'),
        ('without customer', 'no customer_id'),
        ('without start', 'no started_at')
    ) as expected_reasons (row_name, reason)
)

select
    expected.row_name,
    expected.reason,
    judged.rejection_reason
from expected
full outer join judged
    on expected.row_name = judged.status
where
    expected.row_name is null
    or judged.status is null
    or expected.reason is distinct from judged.rejection_reason
{% endif %}
