with source as (
    {{ contract_rows('billing', 'subscriptions') }}
),

renamed as (
    select
        ---------- ids
        subscription_id,
        customer_id,

        ---------- strings
        lower(status) as status,
        lower(collection_method) as collection_method,
        connector,

        ---------- timestamps
        started_at,
        trial_started_at,
        trial_ended_at,
        current_period_started_at,
        current_period_ended_at,
        cancel_requested_at,
        cancels_at,
        ended_at,
        past_due_since,
        paused_at,
        resumes_at,
        updated_at
    from source
    where rejection_reason is null
)

select * from renamed
