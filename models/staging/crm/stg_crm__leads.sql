with source as (
    {{ contract_rows('crm', 'leads') }}
),

renamed as (
    select
        ---------- ids
        lead_id,
        campaign_id,
        owner_id,
        converted_account_id,

        ---------- strings
        lower(trim(email)) as email,
        company_name,
        lower(trim(company_domain)) as company_domain,
        industry,
        upper(country) as country,
        lower(channel) as channel,
        landing_page,
        lower(contact_method) as contact_method,
        team,
        lower(status) as status,
        connector,

        ---------- numerics
        employee_count,
        form_fields_completed,
        form_fields_total,

        ---------- timestamps
        registered_at,
        first_contacted_at,
        trial_started_at,
        converted_at
    from source
    where rejection_reason is null
)

select * from renamed
