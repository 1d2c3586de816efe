{{ config(enabled=uses_connector('hubspot')) }}

with companies as (
    select
        *,
        coalesce(is_deleted, false) or coalesce(_fivetran_deleted, false) as is_gone
    from {{ source('hubspot', 'hubspot_company') }}
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
    where record_type = 'company'
),

country_names as (
    select * from {{ ref('country_names') }}
),

kept_companies as (
    select
        companies.*,
        companies.id as company_id,
        cast(null as {{ dbt.type_string() }}) as merged_into_account_id
    from companies
    left join merged_records
        on companies.id = merged_records.record_id
    where
        not companies.is_gone
        and merged_records.record_id is null
),

-- DECISIONS.md, "HubSpot": a merged company stays as a name of the one that is left.
merged_companies as (
    select
        companies.*,
        merged_records.record_id as company_id,
        merged_records.survivor_id as merged_into_account_id
    from merged_records
    inner join kept_companies
        on merged_records.survivor_id = kept_companies.id
    left join companies
        on merged_records.record_id = companies.id
),

all_companies as (
    select * from kept_companies
    union all
    select * from merged_companies
),

final as (
    select
        all_companies.company_id as account_id,
        coalesce(merged_records.survivor_id, all_companies.property_hs_parent_company_id)
            as parent_account_id,
        all_companies.merged_into_account_id,
        all_companies.property_hubspot_owner_id as owner_id,
        all_companies.property_name as account_name,
        {{ web_domain('coalesce(all_companies.property_domain, all_companies.property_website)') }}
            as domain,
        all_companies.property_industry as industry,
        coalesce(
            {{ country_code('all_companies.property_hs_country_code') }},
            country_names.country,
            {{ country_code('all_companies.property_country') }}
        ) as country,
        {{ as_whole_number('all_companies.property_numberofemployees') }} as employee_count,
        all_companies.property_createdate as created_at,
        coalesce(
            all_companies.property_hs_lastmodifieddate, all_companies.property_createdate
        ) as updated_at
    from all_companies
    left join merged_records
        on all_companies.property_hs_parent_company_id = merged_records.record_id
    left join country_names
        on lower(trim(all_companies.property_country)) = country_names.country_name
)

select * from final
