with breaches as (
    select * from {{ ref('int_sales__breaches') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

subjects as (
    select
        'opportunity' as subject_type,
        opportunity_id as subject_id,
        owner_id,
        team,
        amount
    from deals
    union all
    select
        'lead' as subject_type,
        leads.lead_id as subject_id,
        leads.owner_id,
        leads.team,
        deals.amount
    from leads
    left join deals
        on leads.opportunity_id = deals.opportunity_id
    union all
    select
        'account' as subject_type,
        accounts.account_id as subject_id,
        accounts.owner_id,
        owners.team,
        mrr_intervals.arr as amount
    from accounts
    left join owners
        on accounts.owner_id = owners.owner_id
    left join mrr_intervals
        on
            accounts.account_id = mrr_intervals.account_id
            and mrr_intervals.from_date <= {{ as_of_date() }}
            and mrr_intervals.to_date > {{ as_of_date() }}
),

-- DECISIONS.md, "The standard procedure".
final as (
    select
        breaches.rule,
        breaches.subject_type,
        breaches.subject_id,
        breaches.detail,
        breaches.since,
        case when breaches.resolved_on <= {{ as_of_date() }} then breaches.resolved_on end
            as resolved_on,
        cast({{ dbt.datediff(
            'breaches.since',
            'least(coalesce(breaches.resolved_on, ' ~ as_of_date() ~ '), ' ~ as_of_date() ~ ')',
            'day'
        ) }} as integer) as days,
        breaches.severity,
        coalesce(subjects.owner_id, 'unknown') as owner_id,
        coalesce(subjects.team, 'unknown') as team,
        subjects.amount as amount_at_stake
    from breaches
    left join subjects
        on
            breaches.subject_type = subjects.subject_type
            and breaches.subject_id = subjects.subject_id
)

select * from final
