{{ config(enabled=uses_connector('salesforce')) }}

with opportunities as (
    select * from {{ source('salesforce', 'salesforce_opportunity') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
),

changes as (
    select * from {{ source('salesforce', 'salesforce_opportunity_history') }}
),

stage_fields as (
    select * from {{ source('salesforce', 'salesforce_opportunity_field_history') }}
    where field = 'StageName'
),

versions as (
    select
        *,
        row_number() over (partition by id order by _fivetran_start) as version_number
    from changes
    where
        opportunity_id is null
        and _fivetran_start is not null
),

numbered_fields as (
    select
        *,
        row_number() over (partition by opportunity_id order by created_date, id) as change_number
    from stage_fields
),

-- DECISIONS.md, "Salesforce": which history is believed. 1 is the best.
known_stages as (
    select
        1 as preference,
        opportunity_id,
        stage_name as stage,
        created_date as entered_at
    from changes
    where opportunity_id is not null

    union all

    select
        2 as preference,
        opportunity_id,
        new_value as stage,
        created_date as entered_at
    from numbered_fields

    union all

    select
        2 as preference,
        numbered_fields.opportunity_id,
        numbered_fields.old_value as stage,
        opportunities.created_date as entered_at
    from numbered_fields
    inner join opportunities
        on numbered_fields.opportunity_id = opportunities.id
    where numbered_fields.change_number = 1

    union all

    select
        3 as preference,
        id as opportunity_id,
        stage_name as stage,
        coalesce(
            last_stage_change_date,
            case
                when version_number = 1 and is_closed then least(_fivetran_start, close_date)
                else _fivetran_start
            end
        ) as entered_at
    from versions

    union all

    select
        4 as preference,
        id as opportunity_id,
        stage_name as stage,
        coalesce(last_stage_change_date, case when is_closed then close_date end) as entered_at
    from opportunities
),

preferred_stages as (
    select
        known_stages.*,
        min(known_stages.preference) over (partition by known_stages.opportunity_id)
            as best_preference
    from known_stages
    inner join opportunities
        on known_stages.opportunity_id = opportunities.id
    where
        known_stages.stage is not null
        and known_stages.entered_at is not null
),

beside_previous as (
    select
        opportunity_id,
        stage,
        entered_at,
        lag(stage) over (partition by opportunity_id order by entered_at, stage) as previous_stage
    from preferred_stages
    where preference = best_preference
),

final as (
    select distinct
        opportunity_id,
        stage,
        entered_at
    from beside_previous
    where coalesce(previous_stage <> stage, true)
)

select * from final
