with source as (
    {{ contract_rows('success', 'survey_responses') }}
),

renamed as (
    select
        ---------- ids
        response_id,
        account_id,
        user_id,

        ---------- strings
        lower(survey_type) as survey_type,
        lower(reason_code) as reason_code,
        comment,
        connector,

        ---------- numerics
        score,

        ---------- timestamps
        responded_at
    from source
    where rejection_reason is null
)

select * from renamed
