{{ config(enabled=uses_connector('segment'), materialized='table') }}

with group_calls as (
    select
        anonymous_id,
        user_id,
        group_id,
        {{ adapter.quote('timestamp') }} as called_at
    from {{ source('segment', 'segment_groups') }}
    where
        group_id is not null
        and {{ adapter.quote('timestamp') }} < {{ as_of_date() }} + interval '1' day
),

identity_spans as (
    select * from {{ ref('segment__identity_spans') }}
),

-- A person is a user, or a browser that nobody was identified in.
calls_of_persons as (
    select
        coalesce(group_calls.user_id, identity_spans.user_id, group_calls.anonymous_id)
            as person_id,
        group_calls.called_at,
        max(group_calls.group_id) as group_id
    from group_calls
    left join identity_spans
        on
            group_calls.anonymous_id = identity_spans.anonymous_id
            and group_calls.called_at >= identity_spans.valid_from
            and group_calls.called_at < identity_spans.valid_to
    group by 1, 2
),

beside_previous as (
    select
        *,
        lag(group_id) over (partition by person_id order by called_at) as previous_group_id
    from calls_of_persons
    where person_id is not null
),

changes as (
    select * from beside_previous
    where
        previous_group_id is null
        or previous_group_id <> group_id
),

-- DECISIONS.md, "Segment": what somebody did before the first group call belongs to that group.
final as (
    select
        person_id,
        group_id,
        case
            when previous_group_id is null then cast('1900-01-01' as timestamp)
            else called_at
        end as valid_from,
        coalesce(
            lead(called_at) over (partition by person_id order by called_at),
            cast({{ forever() }} as timestamp)
        ) as valid_to
    from changes
)

select * from final
