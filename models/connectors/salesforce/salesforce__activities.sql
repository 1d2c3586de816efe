{{ config(enabled=uses_connector('salesforce')) }}

with tasks as (
    select * from {{ source('salesforce', 'salesforce_task') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
        and not coalesce(is_recurrence, false)
),

-- DECISIONS.md, "Salesforce": a colleague's copy of a meeting is the same meeting.
events as (
    select * from {{ source('salesforce', 'salesforce_event') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
        and not coalesce(is_recurrence, false)
        and not coalesce(is_child, false)
),

leads as (
    select * from {{ ref('salesforce__lead_records') }}
),

opportunities as (
    select * from {{ source('salesforce', 'salesforce_opportunity') }}
    where coalesce(_fivetran_active, true)
),

merged_records as (
    select * from {{ ref('salesforce__merges') }}
),

-- A task that is not done has not taken place.
all_activities as (
    select
        id,
        case
            when lower(task_subtype) = 'call' or lower(type) like '%call%' then 'call'
            when lower(task_subtype) in ('email', 'listemail') or lower(type) like '%email%'
                then 'email'
            when lower(type) like '%meeting%' then 'meeting'
            else 'task'
        end as activity_type,
        case
            when coalesce(is_closed, lower(status) = 'completed', true)
                then coalesce(completed_date_time, activity_date, created_date)
        end as occurred_at,
        owner_id,
        account_id,
        who_id,
        what_id,
        coalesce({{ vendor_word('call_disposition') }}, {{ vendor_word('status') }}) as outcome
    from tasks

    union all

    select
        id,
        case
            when lower(type) like '%call%' then 'call'
            when lower(type) like '%email%' then 'email'
            else 'meeting'
        end as activity_type,
        coalesce(start_date_time, activity_date_time, activity_date) as occurred_at,
        owner_id,
        account_id,
        who_id,
        what_id,
        cast(null as {{ dbt.type_string() }}) as outcome
    from events
),

-- The first three letters of an id say what it is of: 001 an account, 006 a deal.
resolved_activities as (
    select
        all_activities.*,
        case when all_activities.what_id like '006%' then all_activities.what_id end
            as opportunity_id,
        case when all_activities.what_id like '001%' then all_activities.what_id end
            as named_account_id,
        coalesce(who_merges.survivor_id, all_activities.who_id) as person_id
    from all_activities
    left join merged_records as who_merges
        on
            all_activities.who_id = who_merges.record_id
            and who_merges.record_type in ('contact', 'lead')
),

with_accounts as (
    select
        resolved_activities.*,
        coalesce(
            resolved_activities.named_account_id,
            resolved_activities.account_id,
            opportunities.account_id
        ) as any_account_id
    from resolved_activities
    left join opportunities
        on resolved_activities.opportunity_id = opportunities.id
),

final as (
    select
        with_accounts.id as activity_id,
        with_accounts.activity_type,
        with_accounts.occurred_at,
        with_accounts.owner_id,
        coalesce(account_merges.survivor_id, with_accounts.any_account_id) as account_id,
        coalesce(leads.id, converted_leads.id) as lead_id,
        with_accounts.opportunity_id,
        with_accounts.outcome
    from with_accounts
    left join merged_records as account_merges
        on
            with_accounts.any_account_id = account_merges.record_id
            and account_merges.record_type = 'account'
    left join leads
        on with_accounts.person_id = leads.id
    left join leads as converted_leads
        on
            with_accounts.person_id = converted_leads.contact_id
            and converted_leads.is_first_of_contact
)

select * from final
