with source as (
    {{ contract_rows('crm', 'opportunity_stage_changes') }}
),

renamed as (
    select
        ---------- ids
        opportunity_id,

        ---------- strings
        stage,
        connector,

        ---------- timestamps
        entered_at
    from source
    where rejection_reason is null
)

select * from renamed
