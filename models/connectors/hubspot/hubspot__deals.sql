{{ config(enabled=uses_connector('hubspot')) }}

with deals as (
    select * from {{ source('hubspot', 'hubspot_deal') }}
    where
        not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
),

stages as (
    select * from {{ ref('hubspot__stages') }}
),

pipelines as (
    select * from {{ source('hubspot', 'hubspot_deal_pipeline') }}
),

deal_companies as (
    select
        coalesce(deal_merges.survivor_id, pairs.deal_id) as deal_id,
        coalesce(company_merges.survivor_id, pairs.company_id) as company_id,
        coalesce(pairs.type_id = '5', false) and deal_merges.record_id is null as is_first
    from {{ source('hubspot', 'hubspot_deal_company') }} as pairs
    left join merged_records as deal_merges
        on
            pairs.deal_id = deal_merges.record_id
            and deal_merges.record_type = 'deal'
    left join merged_records as company_merges
        on
            pairs.company_id = company_merges.record_id
            and company_merges.record_type = 'company'
),

numbered_companies as (
    select
        *,
        row_number() over (partition by deal_id order by is_first desc, company_id asc) as place
    from deal_companies
),

-- DECISIONS.md, "HubSpot": the stage's flags say what is won, else its probability.
with_stages as (
    select
        deals.*,
        numbered_companies.company_id as account_id,
        coalesce(stages.label, deals.deal_pipeline_stage_id) as stage,
        pipelines.label as pipeline,
        coalesce(
            stages.is_closed,
            stages.probability in (0, 1),
            deals.property_hs_is_closed,
            lower(deals.deal_pipeline_stage_id) in ('closedwon', 'closedlost'),
            false
        ) as is_closed,
        coalesce(
            stages.closed_won,
            stages.probability = 1,
            deals.property_hs_is_closed_won,
            lower(deals.deal_pipeline_stage_id) = 'closedwon',
            false
        ) as is_closed_won
    from deals
    left join merged_records
        on
            deals.deal_id = merged_records.record_id
            and merged_records.record_type = 'deal'
    left join numbered_companies
        on
            deals.deal_id = numbered_companies.deal_id
            and numbered_companies.place = 1
    left join stages
        on deals.deal_pipeline_stage_id = stages.stage_id
    left join pipelines
        on coalesce(deals.deal_pipeline_id, stages.pipeline_id) = pipelines.pipeline_id
    where merged_records.record_id is null
),

final as (
    select
        deal_id as opportunity_id,
        account_id,
        coalesce(owner_id, property_hubspot_owner_id) as owner_id,
        deal_pipeline_stage_id as stage_id,
        stage,
        pipeline,
        is_closed or is_closed_won as is_closed,
        is_closed_won as is_won,
        coalesce(nullif(property_hs_acv, 0), property_amount) as amount,
        property_deal_currency_code as currency,
        lower(trim(property_dealtype)) as deal_type,
        property_hs_manual_forecast_category as forecast_category,
        property_closed_lost_reason as loss_reason,
        property_createdate as created_at,
        property_closedate as closing_at,
        property_hs_v_2_date_entered_current_stage as stage_entered_at
    from with_stages
)

select * from final
