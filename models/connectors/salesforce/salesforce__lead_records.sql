{{ config(enabled=uses_connector('salesforce')) }}

with leads as (
    select * from {{ source('salesforce', 'salesforce_lead') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
),

account_merges as (
    select * from {{ ref('salesforce__merges') }}
    where record_type = 'account'
),

contact_merges as (
    select * from {{ ref('salesforce__merges') }}
    where record_type = 'contact'
),

records as (
    select
        leads.*,
        coalesce(account_merges.survivor_id, leads.converted_account_id) as account_id,
        coalesce(contact_merges.survivor_id, leads.converted_contact_id) as contact_id
    from leads
    left join account_merges
        on leads.converted_account_id = account_merges.record_id
    left join contact_merges
        on leads.converted_contact_id = contact_merges.record_id
),

-- DECISIONS.md, "Salesforce": of several leads of a person or a deal the first is meant.
final as (
    select
        id,
        email,
        company,
        website,
        industry,
        number_of_employees,
        country,
        country_code,
        lead_source,
        utm_campaign_c,
        status,
        owner_id,
        is_converted,
        converted_date,
        account_id,
        contact_id,
        converted_opportunity_id,
        created_date,
        contact_id is not null and row_number() over (
            partition by contact_id order by created_date asc nulls last, id asc
        ) = 1 as is_first_of_contact,
        converted_opportunity_id is not null and row_number() over (
            partition by converted_opportunity_id order by created_date asc nulls last, id asc
        ) = 1 as is_first_of_deal
    from records
)

select * from final
