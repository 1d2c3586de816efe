with source as (
    {{ contract_rows('crm', 'accounts') }}
),

renamed as (
    select
        ---------- ids
        account_id,
        parent_account_id,
        merged_into_account_id,
        owner_id,

        ---------- strings
        account_name,
        lower(trim(domain)) as domain,
        industry,
        upper(country) as country,
        connector,

        ---------- numerics
        industry_rank,
        employee_count,

        ---------- booleans
        coalesce(is_internal, false) as is_internal,

        ---------- timestamps
        created_at,
        updated_at
    from source
    where rejection_reason is null
)

select * from renamed
