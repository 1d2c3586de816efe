with source as (
    {{ contract_rows('support', 'incidents') }}
),

renamed as (
    select
        ---------- ids
        incident_id,
        account_id,

        ---------- strings
        component,
        connector,

        ---------- numerics
        impact,

        ---------- timestamps
        started_at,
        ended_at
    from source
    where rejection_reason is null
)

select * from renamed
