with source as (
    {{ contract_rows('success', 'cancellation_sessions') }}
),

renamed as (
    select
        ---------- ids
        session_id,
        account_id,
        subscription_id,

        ---------- strings
        lower(reason_code) as reason_code,
        offer_shown,
        connector,

        ---------- booleans
        offer_accepted,
        canceled,

        ---------- timestamps
        started_at
    from source
    where rejection_reason is null
)

select * from renamed
