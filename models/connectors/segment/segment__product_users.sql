{{ config(enabled=uses_connector('segment')) }}

with identifies as (
    select
        user_id,
        email,
        role,
        created_at,
        {{ adapter.quote('timestamp') }} as called_at
    from {{ source('segment', 'segment_identifies') }}
    where
        user_id is not null
        and {{ adapter.quote('timestamp') }} < {{ as_of_date() }} + interval '1' day
),

group_calls as (
    select
        user_id,
        {{ adapter.quote('timestamp') }} as called_at
    from {{ source('segment', 'segment_groups') }}
    where
        user_id is not null
        and {{ adapter.quote('timestamp') }} < {{ as_of_date() }} + interval '1' day
),

newest_groups as (
    select * from {{ ref('segment__group_spans') }}
    where valid_to = cast({{ forever() }} as timestamp)
),

calls as (
    select * from identifies

    union all

    select
        user_id,
        null as email,
        null as role,
        null as created_at,
        called_at
    from group_calls
),

-- One row per instant, so that the newest of each trait is always the same.
traits_by_instant as (
    select
        user_id,
        called_at,
        max(email) as email,
        max(role) as role,
        max(created_at) as created_at
    from calls
    group by user_id, called_at
),

users as (
    select
        user_id,
        {{ newest_of('email', 'called_at') }} as email,
        {{ newest_of('role', 'called_at') }} as role,
        {{ newest_of('created_at', 'called_at') }} as created_at,
        min(called_at) as first_seen_at
    from traits_by_instant
    group by user_id
),

final as (
    select
        users.user_id,
        newest_groups.group_id as account_id,
        users.email,
        users.role,
        coalesce(users.created_at, users.first_seen_at) as created_at
    from users
    left join newest_groups
        on users.user_id = newest_groups.person_id
)

select * from final
