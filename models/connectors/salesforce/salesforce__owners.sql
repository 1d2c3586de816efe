{{ config(enabled=uses_connector('salesforce')) }}

with users as (
    select * from {{ source('salesforce', 'salesforce_user') }}
    where coalesce(_fivetran_active, true)
),

roles as (
    select * from {{ source('salesforce', 'salesforce_user_role') }}
    where coalesce(_fivetran_active, true)
),

-- DECISIONS.md, "Salesforce": customers and machines with a licence are no colleagues.
colleagues as (
    select
        *,
        not coalesce(is_active, true) or coalesce(_fivetran_deleted, false) as has_left
    from users
    where
        coalesce(user_type, 'Standard') not in (
            'AutomatedProcess', 'CloudIntegrationUser', 'CspLitePortal', 'CustomerSuccess', 'Guest',
            'PowerCustomerSuccess', 'SelfService'
        )
),

final as (
    select
        colleagues.id as owner_id,
        coalesce(
            colleagues.name,
            nullif(
                trim(
                    coalesce(colleagues.first_name, '') || ' ' || coalesce(colleagues.last_name, '')
                ),
                ''
            )
        ) as owner_name,
        colleagues.email,
        coalesce(roles.name, colleagues.department) as team,
        colleagues.title as role,
        cast(colleagues.created_date as date) as started_on,
        case
            when colleagues.has_left
                then cast(greatest(colleagues.last_login_date, colleagues.created_date) as date)
        end as ended_on
    from colleagues
    left join roles
        on colleagues.user_role_id = roles.id
)

select * from final
