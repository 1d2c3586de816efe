{{ config(enabled=uses_connector('hubspot'), materialized='table') }}

with contacts as (
    select * from {{ source('hubspot', 'hubspot_contact') }}
    where
        not coalesce(is_deleted, false)
        and not coalesce(_fivetran_deleted, false)
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
),

company_pairs as (
    select
        contact_id,
        company_id,
        row_number() over (
            partition by contact_id
            order by coalesce(type_id = '1', false) desc, company_id asc
        ) as place
    from {{ source('hubspot', 'hubspot_contact_company') }}
),

forms as (
    select
        coalesce(merged_records.survivor_id, submissions.contact_id) as contact_id,
        submissions.{{ adapter.quote('timestamp') }} as submitted_at,
        submissions.page_url
    from {{ source('hubspot', 'hubspot_contact_form_submission') }} as submissions
    left join merged_records
        on
            submissions.contact_id = merged_records.record_id
            and merged_records.record_type = 'contact'
),

numbered_forms as (
    select
        *,
        row_number() over (partition by contact_id order by submitted_at, page_url) as place
    from forms
),

contact_deals as (
    select
        contact_id,
        min(created_at) as first_deal_at,
        min(account_id) as deal_account_id
    from {{ ref('hubspot__deal_contacts') }}
    group by contact_id
),

with_companies as (
    select
        contacts.*,
        coalesce(contacts.property_associatedcompanyid, company_pairs.company_id) as company_id
    from contacts
    left join merged_records
        on
            contacts.id = merged_records.record_id
            and merged_records.record_type = 'contact'
    left join company_pairs
        on
            contacts.id = company_pairs.contact_id
            and company_pairs.place = 1
    where merged_records.record_id is null
),

final as (
    select
        with_companies.id,
        with_companies.property_email,
        with_companies.property_firstname,
        with_companies.property_lastname,
        with_companies.property_jobtitle,
        with_companies.property_hs_buying_role,
        with_companies.property_company,
        with_companies.property_industry,
        with_companies.property_country,
        with_companies.property_hubspot_owner_id,
        with_companies.property_lifecyclestage,
        with_companies.property_hs_lead_status,
        with_companies.property_hs_analytics_source,
        with_companies.property_hs_analytics_first_url,
        with_companies.property_hs_analytics_first_touch_converting_campaign,
        with_companies.property_hs_lifecyclestage_lead_date,
        with_companies.property_hs_lifecyclestage_marketingqualifiedlead_date,
        with_companies.property_hs_lifecyclestage_salesqualifiedlead_date,
        with_companies.property_hs_lifecyclestage_opportunity_date,
        with_companies.property_hs_lifecyclestage_customer_date,
        with_companies.property_createdate,
        coalesce(company_merges.survivor_id, with_companies.company_id) as account_id,
        least(
            numbered_forms.submitted_at, with_companies.property_first_conversion_date
        ) as first_form_at,
        numbered_forms.page_url as first_form_url,
        contact_deals.contact_id is not null as has_deal,
        contact_deals.first_deal_at,
        contact_deals.deal_account_id
    from with_companies
    left join merged_records as company_merges
        on
            with_companies.company_id = company_merges.record_id
            and company_merges.record_type = 'company'
    left join numbered_forms
        on
            with_companies.id = numbered_forms.contact_id
            and numbered_forms.place = 1
    left join contact_deals
        on with_companies.id = contact_deals.contact_id
)

select * from final
