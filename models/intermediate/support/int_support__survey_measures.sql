with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

answers as (
    select * from {{ ref('int_support__survey_answers') }}
    where
        score is not null
        and not is_repeat
        and account_id is not null
),

csat as (
    select
        answers.account_id,
        measuring_days.measured_on,
        {{ rounded('avg(answers.score)', 6) }} as csat_score_90_days,
        count(*) as csat_responses_90_days
    from answers
    inner join measuring_days
        on
            answers.responded_on <= measuring_days.measured_on
            and cast({{ dbt.dateadd('day', 89, 'answers.responded_on') }} as date)
            >= measuring_days.measured_on
    where answers.survey_type = 'csat'
    group by answers.account_id, measuring_days.measured_on
),

nps_answers as (
    select
        account_id,
        responded_on,
        score,
        lead(responded_on) over (
            partition by account_id order by responded_at, response_id
        ) as next_responded_on
    from answers
    where survey_type = 'nps'
),

-- DECISIONS.md, "An account's NPS is its newest answer": it holds for a year or until the next.
nps as (
    select
        nps_answers.account_id,
        measuring_days.measured_on,
        nps_answers.score as nps_score,
        nps_answers.responded_on as nps_responded_on
    from nps_answers
    inner join measuring_days
        on
            nps_answers.responded_on <= measuring_days.measured_on
            and least(
                coalesce(nps_answers.next_responded_on, {{ forever() }}),
                cast({{ dbt.dateadd('day', 365, 'nps_answers.responded_on') }} as date)
            ) > measuring_days.measured_on
),

final as (
    select
        coalesce(csat.account_id, nps.account_id) as account_id,
        coalesce(csat.measured_on, nps.measured_on) as measured_on,
        csat.csat_score_90_days,
        coalesce(csat.csat_responses_90_days, 0) as csat_responses_90_days,
        nps.nps_score,
        nps.nps_responded_on,
        {{ nps_category('nps.nps_score') }} as nps_category
    from csat
    full outer join nps
        on
            csat.account_id = nps.account_id
            and csat.measured_on = nps.measured_on
)

select * from final
