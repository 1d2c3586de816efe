with source as (
    {{ contract_rows('crm', 'opportunities') }}
),

renamed as (
    select
        ---------- ids
        opportunity_id,
        account_id,
        lead_id,
        owner_id,

        ---------- strings
        lower(opportunity_type) as opportunity_type,
        stage,
        coalesce(upper(currency), '{{ var("reporting_currency") }}') as currency,
        lower(forecast_category) as forecast_category,
        loss_reason,
        connector,

        ---------- numerics
        amount,

        ---------- booleans
        is_won,

        ---------- timestamps
        created_at,
        expected_close_date,
        closed_at
    from source
    where rejection_reason is null
)

select * from renamed
