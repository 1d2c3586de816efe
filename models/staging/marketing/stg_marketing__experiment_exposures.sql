with source as (
    {{ contract_rows('marketing', 'experiment_exposures') }}
),

renamed as (
    select
        ---------- ids
        experiment_id,
        visitor_id,
        account_id,

        ---------- strings
        variant,
        connector,

        ---------- timestamps
        exposed_at
    from source
    where rejection_reason is null
)

select * from renamed
