{{ config(enabled=uses_connector('hubspot'), materialized='table') }}

with contacts as (
    select * from {{ ref('hubspot__kept_contacts') }}
),

accounts as (
    select * from {{ ref('hubspot__accounts') }}
),

engagements as (
    select * from {{ ref('hubspot__engagements') }}
    where
        activity_type in ('call', 'email', 'meeting')
        and not is_incoming
),

engagement_contacts as (
    select * from {{ ref('hubspot__engagement_contacts') }}
),

channels as (
    select * from {{ ref('vendor_channels') }}
    where connector = 'hubspot'
),

country_names as (
    select * from {{ ref('country_names') }}
),

-- DECISIONS.md, "HubSpot": a contact who showed interest is a lead, from the first sign of it.
registered as (
    select
        *,
        lower(property_lifecyclestage) as lifecycle_stage,
        lower(property_hs_lead_status) as lead_status,
        coalesce(
            least(
                first_form_at,
                first_deal_at,
                property_hs_lifecyclestage_lead_date,
                property_hs_lifecyclestage_marketingqualifiedlead_date,
                property_hs_lifecyclestage_salesqualifiedlead_date,
                property_hs_lifecyclestage_opportunity_date
            ),
            case
                when
                    has_deal
                    or lower(property_lifecyclestage) in (
                        'lead', 'marketingqualifiedlead', 'salesqualifiedlead', 'opportunity'
                    )
                    then property_createdate
            end
        ) as registered_at
    from contacts
),

converted as (
    select
        *,
        has_deal
        or coalesce(lifecycle_stage in ('opportunity', 'customer', 'evangelist'), false)
            as is_converted,
        least(
            first_deal_at,
            property_hs_lifecyclestage_opportunity_date,
            property_hs_lifecyclestage_customer_date
        ) as conversion_at
    from registered
    where registered_at is not null
),

first_contacts as (
    select
        converted.id as contact_id,
        min(engagements.occurred_at) as first_contacted_at
    from converted
    inner join engagement_contacts
        on converted.id = engagement_contacts.contact_id
    inner join engagements
        on engagement_contacts.engagement_id = engagements.engagement_id
    where engagements.occurred_at >= converted.registered_at
    group by converted.id
),

final as (
    select
        converted.id as lead_id,
        converted.property_email as email,
        coalesce(converted.property_company, accounts.account_name) as company_name,
        accounts.domain as company_domain,
        coalesce(converted.property_industry, accounts.industry) as industry,
        accounts.employee_count,
        coalesce(
            country_names.country,
            {{ country_code('converted.property_country') }},
            accounts.country
        ) as country,
        coalesce(channels.channel, {{ vendor_word('converted.property_hs_analytics_source') }})
            as channel,
        converted.property_hs_analytics_first_touch_converting_campaign as campaign_id,
        {{ web_path(
            'coalesce(converted.property_hs_analytics_first_url, converted.first_form_url)'
        ) }} as landing_page,
        case when converted.first_form_at <= converted.registered_at then 'form' end
            as contact_method,
        converted.registered_at,
        converted.property_hubspot_owner_id as owner_id,
        case
            when converted.lifecycle_stage in ('customer', 'evangelist') then 'customer'
            when converted.lead_status = 'unqualified' then 'unqualified'
            when converted.lifecycle_stage = 'opportunity' or converted.has_deal then 'opportunity'
            when converted.lifecycle_stage = 'salesqualifiedlead' then 'sql'
            when converted.lead_status = 'attempted_to_contact' then 'attempted'
            when converted.lead_status = 'connected' then 'contacted'
            when converted.lead_status = 'bad_timing' then 'nurturing'
            when converted.lead_status = 'open_deal' then 'opportunity'
            when converted.lead_status = 'in_progress' then 'open'
            when converted.lead_status is not null then converted.lead_status
            when converted.lifecycle_stage = 'marketingqualifiedlead' then 'mql'
            else 'new'
        end as status,
        first_contacts.first_contacted_at,
        case
            when converted.is_converted
                then coalesce(converted.account_id, converted.deal_account_id)
        end as converted_account_id,
        case
            when converted.is_converted and converted.conversion_at is not null
                then greatest(converted.conversion_at, converted.registered_at)
        end as converted_at
    from converted
    left join accounts
        on converted.account_id = accounts.account_id
    left join first_contacts
        on converted.id = first_contacts.contact_id
    left join channels
        on {{ vendor_word('converted.property_hs_analytics_source') }} = channels.value
    left join country_names
        on lower(trim(converted.property_country)) = country_names.country_name
)

select * from final
