{{ config(enabled=uses_connector('segment')) }}

with tracks as (
    select * from {{ source('segment', 'segment_tracks') }}
),

identity_spans as (
    select * from {{ ref('segment__identity_spans') }}
),

group_spans as (
    select * from {{ ref('segment__group_spans') }}
),

-- Each event is read once: spans of one person do not overlap. The time stays the file's own
-- column, so that a filter on it reaches the files.
final as (
    select
        tracks.id as event_id,
        coalesce(tracks.context_group_id, group_spans.group_id) as account_id,
        coalesce(tracks.user_id, identity_spans.user_id) as user_id,
        tracks.event as event_name,
        tracks.{{ adapter.quote('timestamp') }} as occurred_at,
        {{ row_as_json(['tracks.event_text', 'tracks.context_page_path']) }} as properties
    from tracks
    left join identity_spans
        on
            tracks.anonymous_id = identity_spans.anonymous_id
            and tracks.{{ adapter.quote('timestamp') }} >= identity_spans.valid_from
            and tracks.{{ adapter.quote('timestamp') }} < identity_spans.valid_to
    left join group_spans
        on
            coalesce(tracks.user_id, identity_spans.user_id, tracks.anonymous_id)
            = group_spans.person_id
            and tracks.{{ adapter.quote('timestamp') }} >= group_spans.valid_from
            and tracks.{{ adapter.quote('timestamp') }} < group_spans.valid_to
)

select * from final
