with source as (
    {{ contract_rows('support', 'feature_requests') }}
),

renamed as (
    select
        ---------- ids
        request_id,
        account_id,

        ---------- strings
        feature,
        lower(status) as status,
        connector,

        ---------- timestamps
        requested_at,
        delivered_at
    from source
    where rejection_reason is null
)

select * from renamed
