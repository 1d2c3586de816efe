with source as (
    {{ contract_rows('crm', 'contacts') }}
),

renamed as (
    select
        ---------- ids
        contact_id,
        account_id,

        ---------- strings
        lower(trim(email)) as email,
        full_name,
        job_title,
        connector,

        ---------- booleans
        coalesce(is_decision_maker, false) as is_decision_maker,

        ---------- timestamps
        created_at
    from source
    where rejection_reason is null
)

select * from renamed
