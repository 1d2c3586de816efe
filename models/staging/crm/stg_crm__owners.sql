with source as (
    {{ contract_rows('crm', 'owners') }}
),

renamed as (
    select
        ---------- ids
        owner_id,

        ---------- strings
        owner_name,
        lower(trim(email)) as email,
        team,
        role,
        connector,

        ---------- timestamps
        started_on,
        ended_on
    from source
    where rejection_reason is null
)

select * from renamed
