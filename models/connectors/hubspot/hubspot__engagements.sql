{{ config(enabled=uses_connector('hubspot')) }}

{#- Each kind's own time and outcome; the outcomes of calls have the same keys everywhere. -#}
{%- set kinds = {
    'call': {
        'at': 'property_hs_timestamp',
        'outcome': "case lower(property_hs_call_disposition)
            when 'f240bbac-87c9-4f6e-bf70-924b57d47db7' then 'reached'
            when 'connected' then 'reached'
            when 'a4c4c377-d246-4b32-a13b-75a56a4cd0ff' then 'left_message'
            when 'b2cf5968-551e-4856-9783-52b3da59a7d0' then 'left_voicemail'
            when '9d9162e7-6cf3-4944-bf63-4dff82258764' then 'busy'
            when '73a0d17f-1163-4015-bdd5-ec830791da20' then 'no_answer'
            when '17b47fee-58de-441e-a44c-c6300d46f273' then 'wrong_number'
            else " ~ vendor_word('property_hs_call_status') ~ " end",
    },
    'email': {
        'at': 'property_hs_timestamp',
        'outcome': vendor_word('property_hs_email_status'),
    },
    'meeting': {
        'at': 'coalesce(property_hs_meeting_start_time, property_hs_timestamp, start_time)',
        'outcome': vendor_word('coalesce(property_hs_meeting_outcome, meeting_outcome)'),
    },
    'note': {'at': 'property_hs_timestamp', 'outcome': 'null'},
    'task': {
        'at': 'coalesce(property_hs_task_completion_date, property_hs_timestamp)',
        'outcome': vendor_word('property_hs_task_status'),
    },
    'communication': {'at': 'property_hs_timestamp', 'outcome': 'null'},
} %}

with kinds as (
    {% for kind, parts in kinds.items() %}
    select
        engagement_id,
        '{{ kind }}' as kind,
        {{ parts.at }} as occurred_at,
        property_hubspot_owner_id as owner_id,
        cast({{ parts.outcome }} as {{ dbt.type_string() }}) as outcome,
        {{ "coalesce(property_hs_email_direction, '') = 'INCOMING_EMAIL'"
            if kind == 'email' else 'false' }} as is_incoming,
        {{ "coalesce(property_hs_task_status, 'COMPLETED') <> 'COMPLETED'"
            if kind == 'task' else 'false' }} as is_to_do,
        coalesce(_fivetran_deleted, false) as is_deleted
    from {{ source('hubspot', 'hubspot_engagement_' ~ kind) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

engagements as (
    select * from {{ source('hubspot', 'hubspot_engagement') }}
),

-- DECISIONS.md, "HubSpot": a task to be done has no time yet. Older loaders keep time and owner in
-- the table of all kinds, which also knows those that have no table of their own.
all_engagements as (
    select
        coalesce(kinds.engagement_id, engagements.id) as engagement_id,
        coalesce(kinds.kind, lower(engagements.type)) as kind,
        case
            when not coalesce(kinds.is_to_do, false)
                then coalesce(
                    kinds.occurred_at,
                    engagements.{{ adapter.quote('timestamp') }},
                    engagements.created_at
                )
        end as occurred_at,
        coalesce(kinds.owner_id, engagements.owner_id) as owner_id,
        kinds.outcome,
        coalesce(kinds.is_incoming, false)
        or coalesce(lower(engagements.type) = 'incoming_email', false) as is_incoming
    from kinds
    full outer join engagements
        on kinds.engagement_id = engagements.id
    where
        not coalesce(kinds.is_deleted, false)
        and not coalesce(engagements._fivetran_deleted, false)
),

-- DECISIONS.md, "HubSpot": a message of another kind is as an e-mail.
final as (
    select
        engagement_id,
        case
            when kind in ('call', 'email', 'meeting', 'note', 'task') then kind
            when kind = 'publishing_task' then 'task'
            else 'email'
        end as activity_type,
        case when occurred_at >= cast('2000-01-01' as timestamp) then occurred_at end
            as occurred_at,
        occurred_at < cast('2000-01-01' as timestamp) as has_impossible_time,
        owner_id,
        outcome,
        is_incoming
    from all_engagements
)

select * from final
