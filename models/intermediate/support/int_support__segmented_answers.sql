with survey_answers as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'responded_on') }} as date) as date_month
    from {{ ref('int_support__survey_answers') }}
),

account_segments as (
    select * from {{ ref('int_support__account_segments') }}
),

answers as (
    select
        survey_answers.date_month,
        survey_answers.survey_type,
        {% for segment_type in segment_types() if segment_type != 'all' -%}
        coalesce(account_segments.{{ segment_type }}, 'unknown') as {{ segment_type }},
        {% endfor -%}
        survey_answers.is_survey,
        survey_answers.score is not null as is_answered,
        case when not survey_answers.is_repeat then survey_answers.score end as score
    from survey_answers
    left join account_segments
        on
            survey_answers.account_id = account_segments.account_id
            and survey_answers.date_month = account_segments.date_month
),

final as (
    {% for segment_type in segment_types() %}
    select
        date_month,
        survey_type,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(*) filter (where is_survey) as surveys,
        count(*) filter (where is_survey and is_answered) as surveys_answered,
        count(score) as responses,
        cast(coalesce(sum(score), 0) as double) as score_sum,
        count(*) filter (where survey_type = 'nps' and score >= 9) as promoters,
        count(*) filter (where survey_type = 'nps' and score >= 7 and score < 9) as passives,
        count(*) filter (where survey_type = 'nps' and score < 7) as detractors,
        count(*) filter (where survey_type = 'csat' and score >= 4) as satisfied
    from answers
    group by date_month, survey_type{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
