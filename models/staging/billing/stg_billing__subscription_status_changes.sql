with source as (
    {{ contract_rows(
        'billing', 'subscription_status_changes', parent=ref('stg_billing__subscriptions')
    ) }}
),

renamed as (
    select
        ---------- ids
        subscription_id,

        ---------- strings
        lower(status) as status,
        connector,

        ---------- timestamps
        changed_at
    from source
    where rejection_reason is null
)

select * from renamed
