with source as (
    {{ contract_rows('crm', 'activities') }}
),

renamed as (
    select
        ---------- ids
        activity_id,
        owner_id,
        account_id,
        lead_id,
        opportunity_id,

        ---------- strings
        lower(activity_type) as activity_type,
        lower(outcome) as outcome,
        connector,

        ---------- timestamps
        occurred_at
    from source
    where rejection_reason is null
)

select * from renamed
