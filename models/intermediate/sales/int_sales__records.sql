with leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

crm_accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

activities as (
    select * from {{ ref('stg_crm__activities') }}
    where {{ to_reporting_date('occurred_at') }} <= {{ as_of_date() }}
),

-- DECISIONS.md, "Records that are worked on".
records as (
    select
        'lead' as record_type,
        lead_id as record_id,
        owner_id,
        team,
        channel as segment,
        registered_at as created_at
    from leads
    where
        not is_disqualified
        and converted_on is null
        and became_customer_on is null
    union all
    select
        'opportunity' as record_type,
        opportunity_id as record_id,
        owner_id,
        team,
        opportunity_type as segment,
        created_at
    from deals
    where outcome = 'open'
    union all
    select
        'account' as record_type,
        accounts.account_id as record_id,
        accounts.owner_id,
        owners.team,
        accounts.size_band as segment,
        crm_accounts.created_at
    from accounts
    inner join crm_accounts
        on accounts.account_id = crm_accounts.account_id
    left join owners
        on accounts.owner_id = owners.owner_id
    where coalesce({{ to_reporting_date('crm_accounts.created_at') }} <= {{ as_of_date() }}, true)
),

touches as (
    select
        'lead' as record_type,
        lead_id as record_id,
        occurred_at
    from activities
    union all
    select
        'opportunity' as record_type,
        opportunity_id as record_id,
        occurred_at
    from activities
    union all
    select
        'account' as record_type,
        account_id as record_id,
        occurred_at
    from activities
),

last_touches as (
    select
        record_type,
        record_id,
        max({{ to_reporting_date('occurred_at') }}) as last_touched_on
    from touches
    where record_id is not null
    group by record_type, record_id
),

final as (
    select
        records.record_type,
        records.record_id,
        coalesce(records.owner_id, 'unknown') as owner_id,
        coalesce(records.team, 'unknown') as team,
        records.segment,
        records.created_at,
        {{ to_reporting_date('records.created_at') }} as created_on,
        last_touches.last_touched_on
    from records
    left join last_touches
        on
            records.record_type = last_touches.record_type
            and records.record_id = last_touches.record_id
)

select * from final
