{{ config(enabled=uses_connector('segment'), materialized='table') }}

-- DECISIONS.md, "Segment": calls after as_of are not known yet.
with identifies as (
    select
        anonymous_id,
        user_id,
        {{ adapter.quote('timestamp') }} as called_at
    from {{ source('segment', 'segment_identifies') }}
    where
        anonymous_id is not null
        and user_id is not null
        and {{ adapter.quote('timestamp') }} < {{ as_of_date() }} + interval '1' day
),

users_by_instant as (
    select
        anonymous_id,
        called_at,
        max(user_id) as user_id
    from identifies
    group by anonymous_id, called_at
),

beside_previous as (
    select
        *,
        lag(user_id) over (partition by anonymous_id order by called_at) as previous_user_id
    from users_by_instant
),

changes as (
    select * from beside_previous
    where
        previous_user_id is null
        or previous_user_id <> user_id
),

final as (
    select
        anonymous_id,
        user_id,
        case
            when previous_user_id is null then cast('1900-01-01' as timestamp)
            else called_at
        end as valid_from,
        coalesce(
            lead(called_at) over (partition by anonymous_id order by called_at),
            cast({{ forever() }} as timestamp)
        ) as valid_to
    from changes
)

select * from final
