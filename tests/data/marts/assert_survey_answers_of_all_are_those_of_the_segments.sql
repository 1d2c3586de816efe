-- If this fails, answers by segment do not add up to the company's, or some are lost on the way.
-- (Surveys don't: a segment whose only answer repeats a ticket's score has none and no row.)
with totals as (
    select
        date_month,
        window_months,
        survey_type,
        segment_type,
        sum(responses) as responses,
        sum(promoters - detractors) as net_promoters,
        sum(satisfied) as satisfied
    from {{ ref('survey_scores') }}
    group by date_month, window_months, survey_type, segment_type
),

company as (
    select * from totals
    where segment_type = 'all'
),

answers as (
    select
        cast({{ dbt.date_trunc('month', 'responded_on') }} as date) as date_month,
        survey_type,
        count(case when not is_repeat then score end) as responses
    from {{ ref('int_support__survey_answers') }}
    group by cast({{ dbt.date_trunc('month', 'responded_on') }} as date), survey_type
)

select
    totals.date_month,
    totals.survey_type,
    totals.segment_type,
    totals.responses,
    company.responses as responses_of_company,
    answers.responses as responses_given
from totals
inner join company
    on
        totals.date_month = company.date_month
        and totals.window_months = company.window_months
        and totals.survey_type = company.survey_type
left join answers
    on
        totals.date_month = answers.date_month
        and totals.survey_type = answers.survey_type
where
    totals.responses <> company.responses
    or totals.net_promoters <> company.net_promoters
    or totals.satisfied <> company.satisfied
    or (totals.window_months = 1 and totals.responses <> coalesce(answers.responses, 0))
