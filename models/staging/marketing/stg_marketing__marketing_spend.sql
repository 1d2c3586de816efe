with source as (
    {{ contract_rows('marketing', 'marketing_spend') }}
),

renamed as (
    select
        ---------- ids
        campaign_id,

        ---------- strings
        lower(channel) as channel,
        campaign_name,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        connector,

        ---------- numerics
        amount,
        impressions,
        clicks,

        ---------- timestamps
        spend_date
    from source
    where rejection_reason is null
)

select * from renamed
