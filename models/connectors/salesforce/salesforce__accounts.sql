{{ config(enabled=uses_connector('salesforce')) }}

with accounts as (
    select * from {{ source('salesforce', 'salesforce_account') }}
    where coalesce(_fivetran_active, true)
),

merged_records as (
    select * from {{ ref('salesforce__merges') }}
    where record_type = 'account'
),

country_names as (
    select * from {{ ref('country_names') }}
),

kept_accounts as (
    select
        *,
        cast(null as {{ dbt.type_string() }}) as merged_into_account_id
    from accounts
    where not coalesce(is_deleted, false)
),

-- DECISIONS.md, "Salesforce": a merged account stays as a name of the one that is left.
merged_accounts as (
    select
        accounts.*,
        merged_records.survivor_id as merged_into_account_id
    from accounts
    inner join merged_records
        on accounts.id = merged_records.record_id
    inner join kept_accounts
        on merged_records.survivor_id = kept_accounts.id
    where accounts.is_deleted
),

all_accounts as (
    select * from kept_accounts
    union all
    select * from merged_accounts
),

final as (
    select
        all_accounts.id as account_id,
        coalesce(merged_records.survivor_id, all_accounts.parent_id) as parent_account_id,
        all_accounts.merged_into_account_id,
        all_accounts.owner_id,
        all_accounts.name as account_name,
        {{ web_domain('all_accounts.website') }} as domain,
        all_accounts.industry,
        coalesce(
            {{ country_code('all_accounts.billing_country_code') }},
            country_names.country,
            {{ country_code('all_accounts.billing_country') }}
        ) as country,
        all_accounts.number_of_employees as employee_count,
        all_accounts.created_date as created_at,
        all_accounts.last_modified_date as updated_at
    from all_accounts
    left join merged_records
        on all_accounts.parent_id = merged_records.record_id
    left join country_names
        on
            lower(trim(coalesce(all_accounts.billing_country, all_accounts.shipping_country)))
            = country_names.country_name
)

select * from final
