with source as (
    {{ contract_rows('marketing', 'web_events') }}
),

renamed as (
    select
        ---------- ids
        event_id,
        visitor_id,
        user_id,
        campaign_id,
        element_id,

        ---------- strings
        lower(event_type) as event_type,
        page_path,
        referrer,
        lower(channel) as channel,
        connector,
        rejection_reason,

        ---------- numerics
        x_ratio,
        y_ratio,
        engaged_seconds,

        ---------- timestamps
        occurred_at
    from source
)

select * from renamed
