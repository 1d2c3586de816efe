with source as (
    {{ contract_rows('usage', 'usage_events') }}
),

renamed as (
    select
        ---------- ids
        event_id,
        account_id,
        user_id,

        ---------- strings
        event_name,
        properties,
        connector,
        rejection_reason,

        ---------- numerics
        coalesce(quantity, 1) as quantity,

        ---------- timestamps
        occurred_at
    from source
)

select * from renamed
