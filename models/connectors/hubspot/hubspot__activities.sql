{{ config(enabled=uses_connector('hubspot')) }}

with engagements as (
    select * from {{ ref('hubspot__engagements') }}
),

engagement_contacts as (
    select * from {{ ref('hubspot__engagement_contacts') }}
),

leads as (
    select * from {{ ref('hubspot__leads') }}
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
),

deals as (
    select * from {{ ref('hubspot__deals') }}
),

-- DECISIONS.md, "HubSpot": of several the least id, so that it is always the same.
about_contacts as (
    select
        engagement_contacts.engagement_id,
        min(leads.lead_id) as lead_id,
        min(engagement_contacts.account_id) as account_id
    from engagement_contacts
    left join leads
        on engagement_contacts.contact_id = leads.lead_id
    group by engagement_contacts.engagement_id
),

about_companies as (
    select
        pairs.engagement_id,
        min(coalesce(merged_records.survivor_id, pairs.company_id)) as account_id
    from {{ source('hubspot', 'hubspot_engagement_company') }} as pairs
    left join merged_records
        on
            pairs.company_id = merged_records.record_id
            and merged_records.record_type = 'company'
    group by pairs.engagement_id
),

about_deals as (
    select
        pairs.engagement_id,
        min(coalesce(merged_records.survivor_id, pairs.deal_id)) as opportunity_id
    from {{ source('hubspot', 'hubspot_engagement_deal') }} as pairs
    left join merged_records
        on
            pairs.deal_id = merged_records.record_id
            and merged_records.record_type = 'deal'
    group by pairs.engagement_id
),

final as (
    select
        engagements.engagement_id as activity_id,
        engagements.activity_type,
        engagements.occurred_at,
        engagements.owner_id,
        coalesce(about_companies.account_id, deals.account_id, about_contacts.account_id)
            as account_id,
        about_contacts.lead_id,
        about_deals.opportunity_id,
        engagements.outcome
    from engagements
    left join about_contacts
        on engagements.engagement_id = about_contacts.engagement_id
    left join about_companies
        on engagements.engagement_id = about_companies.engagement_id
    left join about_deals
        on engagements.engagement_id = about_deals.engagement_id
    left join deals
        on about_deals.opportunity_id = deals.opportunity_id
)

select * from final
