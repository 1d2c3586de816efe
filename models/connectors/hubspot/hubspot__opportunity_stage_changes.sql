{{ config(enabled=uses_connector('hubspot')) }}

with deals as (
    select * from {{ ref('hubspot__deals') }}
),

stages as (
    select * from {{ ref('hubspot__stages') }}
),

-- DECISIONS.md, "HubSpot": which history is believed. 1 is the best.
known_stages as (
    select
        1 as preference,
        deal_id as opportunity_id,
        value as stage_id,
        coalesce(date_entered, _fivetran_start) as entered_at
    from {{ source('hubspot', 'hubspot_deal_stage') }}

    union all

    select
        2 as preference,
        deal_id as opportunity_id,
        value as stage_id,
        {{ adapter.quote('timestamp') }} as entered_at
    from {{ source('hubspot', 'hubspot_deal_property_history') }}
    where name = 'dealstage'

    union all

    select
        3 as preference,
        opportunity_id,
        stage_id,
        coalesce(stage_entered_at, case when is_closed then closing_at end) as entered_at
    from deals
),

-- A deal that was merged away has its own stages, not those of the one left.
preferred_stages as (
    select
        known_stages.*,
        min(known_stages.preference) over (partition by known_stages.opportunity_id)
            as best_preference
    from known_stages
    inner join deals
        on known_stages.opportunity_id = deals.opportunity_id
    where
        known_stages.stage_id is not null
        and known_stages.entered_at is not null
),

beside_previous as (
    select
        opportunity_id,
        stage_id,
        entered_at,
        lag(stage_id) over (
            partition by opportunity_id order by entered_at, stage_id
        ) as previous_stage_id
    from preferred_stages
    where preference = best_preference
),

final as (
    select distinct
        beside_previous.opportunity_id,
        coalesce(stages.label, beside_previous.stage_id) as stage,
        beside_previous.entered_at
    from beside_previous
    left join stages
        on beside_previous.stage_id = stages.stage_id
    where coalesce(beside_previous.previous_stage_id <> beside_previous.stage_id, true)
)

select * from final
