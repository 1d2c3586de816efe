{{ config(enabled=uses_connector('hubspot')) }}

with pairs as (
    select * from {{ source('hubspot', 'hubspot_engagement_contact') }}
),

merges as (
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
    left join merges
        on pairs.contact_id = merges.record_id
    inner join contacts
        on coalesce(merges.survivor_id, pairs.contact_id) = contacts.id
)

select * from final
