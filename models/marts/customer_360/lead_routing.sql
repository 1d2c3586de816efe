with leads as (
    select * from {{ ref('int_leads__leads') }}
    where is_open
),

lead_scores as (
    select * from {{ ref('lead_scores') }}
),

choices as (
    select * from {{ ref('int_routing__choices') }}
),

-- The best leads of a segment get the first turns.
numbered as (
    select
        leads.*,
        lead_scores.score,
        lead_scores.grade,
        row_number() over (
            partition by leads.industry, leads.size_band
            order by
                lead_scores.score desc nulls last,
                leads.registered_at asc,
                leads.lead_id asc
        ) as lead_number
    from leads
    inner join lead_scores
        on leads.lead_id = lead_scores.lead_id
),

segments as (
    select distinct
        industry,
        size_band,
        turns
    from choices
),

-- DECISIONS.md, "Equals take turns".
with_turns as (
    select
        numbered.*,
        (numbered.lead_number - 1) % segments.turns + 1 as best_turn,
        case
            when segments.turns > 1 then numbered.lead_number % segments.turns + 1
            else 2
        end as second_turn
    from numbered
    left join segments
        on
            numbered.industry = segments.industry
            and numbered.size_band = segments.size_band
),

final as (
    select
        with_turns.lead_id,
        with_turns.registered_on,
        with_turns.industry,
        with_turns.size_band,
        with_turns.score,
        with_turns.grade,
        with_turns.owner_id,
        own.expected_rate as owner_expected_rate,
        best.owner_id as suggested_owner_id,
        best.team as suggested_team,
        best.expected_rate as suggested_expected_rate,
        best.standard_error as suggested_standard_error,
        best.segment_leads as suggested_segment_leads,
        best.seller_leads as suggested_seller_leads,
        best.load_share as suggested_load_share,
        second.owner_id as second_owner_id,
        second.team as second_team,
        second.expected_rate as second_expected_rate,
        second.standard_error as second_standard_error,
        second.segment_leads as second_segment_leads,
        second.seller_leads as second_seller_leads,
        second.load_share as second_load_share,
        case
            when best.owner_id is null then 'nobody to choose from'
            when not best.has_room then 'nobody has room'
            when best.turns > 1 then 'no sure difference: in turns, lightest load first'
            when second.owner_id is null then 'the only one to choose from'
            when second.has_room then 'wins more of such leads'
            else 'the only one with room'
        end as routing_reason
    from with_turns
    left join choices as best
        on
            with_turns.industry = best.industry
            and with_turns.size_band = best.size_band
            and with_turns.best_turn = best.turn
    left join choices as second
        on
            with_turns.industry = second.industry
            and with_turns.size_band = second.size_band
            and with_turns.second_turn = second.turn
    left join choices as own
        on
            with_turns.industry = own.industry
            and with_turns.size_band = own.size_band
            and with_turns.owner_id = own.owner_id
)

select * from final
