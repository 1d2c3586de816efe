{{ config(enabled=uses_connector('hubspot')) }}

with owners as (
    select * from {{ source('hubspot', 'hubspot_owner') }}
),

users as (
    select * from {{ source('hubspot', 'hubspot_users') }}
),

roles as (
    select * from {{ source('hubspot', 'hubspot_role') }}
),

teams as (
    select * from {{ source('hubspot', 'hubspot_team') }}
),

owner_teams as (
    select
        owner_id,
        team_id,
        row_number() over (
            partition by owner_id
            order by coalesce(is_team_primary, false) desc, team_id asc
        ) as place
    from {{ source('hubspot', 'hubspot_owner_team') }}
),

final as (
    select
        owners.owner_id,
        nullif(
            trim(coalesce(owners.first_name, '') || ' ' || coalesce(owners.last_name, '')), ''
        ) as owner_name,
        owners.email,
        teams.name as team,
        roles.name as role,
        cast(owners.created_at as date) as started_on
    from owners
    left join users
        on owners.active_user_id = users.id
    left join roles
        on users.role_id = roles.id
    left join owner_teams
        on
            owners.owner_id = owner_teams.owner_id
            and owner_teams.place = 1
    left join teams
        on coalesce(owner_teams.team_id, users.primary_team_id) = teams.id
)

select * from final
