with source as (
    {{ contract_rows('support', 'tickets') }}
),

renamed as (
    select
        ---------- ids
        ticket_id,
        account_id,

        ---------- strings
        lower(trim(requester_email)) as requester_email,
        lower(category) as category,
        lower(priority) as priority,
        lower(status) as status,
        lower(channel) as channel,
        connector,

        ---------- numerics
        reopen_count,
        csat_score,

        ---------- timestamps
        created_at,
        first_replied_at,
        solved_at
    from source
    where rejection_reason is null
)

select * from renamed
