with source as (
    {{ contract_rows('success', 'task_outcomes') }}
),

renamed as (
    select
        ---------- ids
        task_id,
        account_id,

        ---------- strings
        lower(trim(outcome)) as outcome,
        lower(trim(renewal_intent)) as renewal_intent,
        note,
        connector,

        ---------- timestamps
        contacted_at,
        completed_at
    from source
    where rejection_reason is null
)

select * from renamed
