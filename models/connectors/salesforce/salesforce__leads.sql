{{ config(enabled=uses_connector('salesforce')) }}

with leads as (
    select * from {{ ref('salesforce__lead_records') }}
),

activities as (
    select * from {{ ref('salesforce__activities') }}
    where activity_type in ('call', 'email', 'meeting')
),

channels as (
    select * from {{ ref('vendor_channels') }}
    where connector = 'salesforce'
),

country_names as (
    select * from {{ ref('country_names') }}
),

-- DECISIONS.md, "Salesforce": an answer comes after the question; without an hour its day counts.
first_contacts as (
    select
        leads.id as lead_id,
        min(greatest(activities.occurred_at, leads.created_date)) as first_contacted_at
    from leads
    inner join activities
        on leads.id = activities.lead_id
    where cast(activities.occurred_at as date) >= cast(leads.created_date as date)
    group by leads.id
),

final as (
    select
        leads.id as lead_id,
        leads.email,
        leads.company as company_name,
        {{ web_domain('leads.website') }} as company_domain,
        leads.industry,
        leads.number_of_employees as employee_count,
        coalesce(
            {{ country_code('leads.country_code') }},
            country_names.country,
            {{ country_code('leads.country') }}
        ) as country,
        coalesce(channels.channel, {{ vendor_word('leads.lead_source') }}) as channel,
        leads.utm_campaign_c as campaign_id,
        leads.created_date as registered_at,
        leads.owner_id,
        case when leads.is_converted then 'converted' else leads.status end as status,
        first_contacts.first_contacted_at,
        case when leads.is_converted then leads.account_id end as converted_account_id,
        case
            when leads.is_converted then greatest(leads.converted_date, leads.created_date)
        end as converted_at
    from leads
    left join first_contacts
        on leads.id = first_contacts.lead_id
    left join channels
        on {{ vendor_word('leads.lead_source') }} = channels.value
    left join country_names
        on lower(trim(leads.country)) = country_names.country_name
)

select * from final
