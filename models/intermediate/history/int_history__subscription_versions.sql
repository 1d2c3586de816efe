with subscriptions as (
    select * from {{ ref('int_history__known_subscriptions') }}
),

{{ record_versions(
    'subscriptions',
    key={'subscription_id': 'string'},
    columns={
        'customer_id': 'string',
        'account_id': 'string',
        'status': 'string',
        'collection_method': 'string',
        'started_at': 'timestamp',
        'trial_started_at': 'timestamp',
        'trial_ended_at': 'timestamp',
        'cancel_requested_at': 'timestamp',
        'cancels_at': 'timestamp',
        'ended_at': 'timestamp',
        'past_due_since': 'timestamp',
        'paused_at': 'timestamp',
        'resumes_at': 'timestamp',
    },
) }}
