with survey_responses as (
    select * from {{ ref('stg_success__survey_responses') }}
    where
        {{ to_reporting_date('responded_at') }} <= {{ as_of_date() }}
        and survey_type in ('nps', 'csat')
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

-- DECISIONS.md, "A survey that repeats a ticket's score is one answer": the ticket's came first.
repeats as (
    select distinct surveys.response_id
    from surveys
    inner join tickets
        on
            surveys.account_id = tickets.account_id
            and surveys.score = tickets.csat_score
            and surveys.responded_on >= tickets.solved_on
            and surveys.responded_on
            <= cast({{ dbt.dateadd('day', 7, 'tickets.solved_on') }} as date)
    where surveys.survey_type = 'csat'
),

-- DECISIONS.md, "A survey without a score was sent and not answered".
final as (
    select
        surveys.response_id,
        surveys.account_id,
        surveys.survey_type,
        true as is_survey,
        repeats.response_id is not null as is_repeat,
        surveys.responded_on,
        surveys.responded_at,
        surveys.score
    from surveys
    left join repeats
        on surveys.response_id = repeats.response_id
    union all
    select
        ticket_id as response_id,
        account_id,
        'csat' as survey_type,
        false as is_survey,
        false as is_repeat,
        solved_on as responded_on,
        cast(solved_on as timestamp) as responded_at,
        csat_score as score
    from tickets
)

select * from final
