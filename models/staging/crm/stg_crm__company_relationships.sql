with source as (
    {{ contract_rows('crm', 'company_relationships') }}
),

renamed as (
    select
        ---------- strings
        lower(trim(company_domain)) as company_domain,
        lower(trim(related_domain)) as related_domain,
        lower(relationship) as relationship,
        connector
    from source
    where rejection_reason is null
)

select * from renamed
