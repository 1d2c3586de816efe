with survey_responses as (
    select * from {{ ref('stg_success__survey_responses') }}
    where
        survey_type in ('nps', 'csat')
        and {{ to_reporting_date('responded_at') }} <= {{ as_of_date() }}
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
        case
            when survey_type = 'nps' and score between 0 and 10 then cast(score as double)
            when survey_type = 'csat' and score between 1 and 5 then cast(score as double)
        end as score
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
