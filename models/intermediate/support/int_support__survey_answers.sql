with survey_responses as (
    select * from {{ ref('stg_success__survey_responses') }}
    where
        {{ to_reporting_date('responded_at') }} <= {{ as_of_date() }}
        and (
            (survey_type = 'nps' and coalesce(score, 0) between 0 and 10)
            or (survey_type = 'csat' and coalesce(score, 1) between 1 and 5)
        )
),

responses_of_customers as (
    {{ rows_of_customers('survey_responses') }}
),

tickets as (
    select * from {{ ref('int_support__tickets') }}
    where csat_score is not null
),

surveys as (
    select
        response_id,
        customer_account_id as account_id,
        survey_type,
        {{ to_reporting_date('responded_at') }} as responded_on,
        responded_at,
        cast(score as double) as score
    from responses_of_customers
),

-- DECISIONS.md, "A survey without a score was sent and not answered".
final as (
    select
        response_id,
        account_id,
        survey_type,
        true as is_survey,
        responded_on,
        responded_at,
        score
    from surveys
    union all
    select
        ticket_id as response_id,
        account_id,
        'csat' as survey_type,
        false as is_survey,
        solved_on as responded_on,
        cast(solved_on as timestamp) as responded_at,
        csat_score as score
    from tickets
)

select * from final
