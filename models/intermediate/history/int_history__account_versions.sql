with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
),

{{ record_versions(
    'accounts',
    key={'account_id': 'string'},
    columns={
        'account_name': 'string',
        'domain': 'string',
        'industry': 'string',
        'industry_rank': 'integer',
        'employee_count': 'integer',
        'country': 'string',
        'parent_account_id': 'string',
        'owner_id': 'string',
        'created_at': 'timestamp',
    },
) }}
