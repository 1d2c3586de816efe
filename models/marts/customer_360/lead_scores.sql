with leads as (
    select * from {{ ref('int_leads__leads') }}
),

lead_score_reasons as (
    select * from {{ ref('lead_score_reasons') }}
),

observations as (
    select * from {{ ref('int_leads__observations') }}
),

models_in_force as (
    {{ fitted_models_in_force() }}
),

lead_grades as (
    select * from {{ ref('lead_grades') }}
),

sums as (
    select
        lead_id,
        model,
        version,
        {{ rounded('sum(contribution)', 9) }} as log_odds,
        max(
            case
                when reason_rank = 1
                    then concat(case when group_contribution < 0 then '- ' else '+ ' end, reason)
            end
        ) as reason_1,
        max(
            case
                when reason_rank = 2
                    then concat(case when group_contribution < 0 then '- ' else '+ ' end, reason)
            end
        ) as reason_2,
        max(
            case
                when reason_rank = 3
                    then concat(case when group_contribution < 0 then '- ' else '+ ' end, reason)
            end
        ) as reason_3
    from lead_score_reasons
    group by lead_id, model, version
),

scores as (
    select
        sums.*,
        models_in_force.fitted_on,
        models_in_force.base_rate,
        observations.observed_on,
        {{ rounded('1 / (1 + exp(-sums.log_odds))', 9) }} as score,
        {{ rounded('1 / (1 + exp(-sums.log_odds)) / models_in_force.base_rate', 9) }} as lift
    from sums
    inner join models_in_force
        on sums.model = models_in_force.model
    inner join observations
        on
            sums.lead_id = observations.subject_id
            and sums.model = observations.model
),

-- DECISIONS.md, "Grades compare a lead with the average one".
grades as (
    select
        scores.lead_id,
        min(lead_grades.grade) as grade
    from scores
    inner join lead_grades
        on scores.lift >= lead_grades.lowest_lift
    group by scores.lead_id
),

final as (
    select
        leads.lead_id,
        leads.account_id,
        leads.owner_id,
        leads.registered_on,
        leads.is_open,
        leads.became_customer_on,
        scores.model,
        scores.version,
        scores.fitted_on,
        scores.observed_on,
        scores.log_odds,
        scores.score,
        scores.base_rate,
        scores.lift,
        grades.grade,
        scores.reason_1,
        scores.reason_2,
        scores.reason_3,
        case when scores.lead_id is null then 'not enough data' end as not_scored_because
    from leads
    left join scores
        on leads.lead_id = scores.lead_id
    left join grades
        on leads.lead_id = grades.lead_id
)

select * from final
