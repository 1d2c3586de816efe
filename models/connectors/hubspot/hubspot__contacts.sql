{{ config(enabled=uses_connector('hubspot')) }}

with contacts as (
    select * from {{ ref('hubspot__kept_contacts') }}
),

final as (
    select
        id as contact_id,
        account_id,
        property_email as email,
        nullif(
            trim(coalesce(property_firstname, '') || ' ' || coalesce(property_lastname, '')), ''
        ) as full_name,
        property_jobtitle as job_title,
        upper(property_hs_buying_role) like '%DECISION_MAKER%' as is_decision_maker,
        property_createdate as created_at
    from contacts
)

select * from final
