{{ config(enabled=uses_connector('hubspot')) }}

with pairs as (
    select * from {{ source('hubspot', 'hubspot_engagement_contact') }}
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
    where record_type = 'contact'
),

contacts as (
    select * from {{ ref('hubspot__kept_contacts') }}
),

final as (
    select distinct
        pairs.engagement_id,
        contacts.id as contact_id,
        contacts.account_id
    from pairs
    left join merged_records
        on pairs.contact_id = merged_records.record_id
    inner join contacts
        on coalesce(merged_records.survivor_id, pairs.contact_id) = contacts.id
)

select * from final
