{{ config(enabled=uses_connector('salesforce')) }}

with contacts as (
    select * from {{ source('salesforce', 'salesforce_contact') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
),

account_merges as (
    select * from {{ ref('salesforce__merges') }}
    where record_type = 'account'
),

final as (
    select
        contacts.id as contact_id,
        coalesce(account_merges.survivor_id, contacts.account_id) as account_id,
        contacts.email,
        contacts.name as full_name,
        contacts.title as job_title,
        contacts.created_date as created_at
    from contacts
    left join account_merges
        on contacts.account_id = account_merges.record_id
)

select * from final
