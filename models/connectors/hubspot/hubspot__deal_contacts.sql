{{ config(enabled=uses_connector('hubspot')) }}

with pairs as (
    select * from {{ source('hubspot', 'hubspot_deal_contact') }}
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
),

deals as (
    select * from {{ ref('hubspot__deals') }}
),

resolved_pairs as (
    select distinct
        coalesce(deal_merges.survivor_id, pairs.deal_id) as opportunity_id,
        coalesce(contact_merges.survivor_id, pairs.contact_id) as contact_id
    from pairs
    left join merged_records as deal_merges
        on
            pairs.deal_id = deal_merges.record_id
            and deal_merges.record_type = 'deal'
    left join merged_records as contact_merges
        on
            pairs.contact_id = contact_merges.record_id
            and contact_merges.record_type = 'contact'
),

final as (
    select
        resolved_pairs.opportunity_id,
        resolved_pairs.contact_id,
        deals.account_id,
        deals.created_at
    from resolved_pairs
    inner join deals
        on resolved_pairs.opportunity_id = deals.opportunity_id
)

select * from final
