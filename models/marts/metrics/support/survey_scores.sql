with segmented_answers as (
    select * from {{ ref('int_support__segmented_answers') }}
),

-- DECISIONS.md, "A survey without a score was sent and not answered": known from the first one on.
first_unanswered as (
    select
        survey_type,
        min(date_month) as sent_known_from
    from segmented_answers
    where
        segment_type = 'all'
        and surveys > surveys_answered
    group by survey_type
),

window_sizes as (
    select
        sizes.window_months,
        sizes.months_later
    from (
        values
        (1, 0),
        (3, 0),
        (3, 1),
        (3, 2)
    ) as sizes (window_months, months_later)
),

in_windows as (
    select
        segmented_answers.*,
        window_sizes.window_months,
        cast({{ dbt.dateadd(
            'month', 'window_sizes.months_later', 'segmented_answers.date_month'
        ) }} as date) as window_month
    from segmented_answers
    cross join window_sizes
),

summed as (
    select
        window_month as date_month,
        window_months,
        survey_type,
        segment_type,
        segment,
        cast({{ dbt.dateadd('month', '1 - window_months', 'window_month') }} as date)
            as first_month,
        {% for count in [
            'surveys', 'surveys_answered', 'responses', 'promoters', 'passives', 'detractors',
            'satisfied',
        ] -%}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {% endfor -%}
        sum(score_sum) as score_sum
    from in_windows
    where window_month <= {{ as_of_date() }}
    group by window_month, window_months, survey_type, segment_type, segment
),

final as (
    select
        summed.date_month,
        summed.window_months,
        summed.survey_type,
        summed.segment_type,
        summed.segment,
        case when summed.first_month >= first_unanswered.sent_known_from then summed.surveys end
            as surveys_sent,
        summed.surveys_answered,
        case
            when summed.first_month >= first_unanswered.sent_known_from
                then {{ rate('summed.surveys_answered', 'summed.surveys') }}
        end as response_rate,
        summed.responses,
        summed.promoters,
        summed.passives,
        summed.detractors,
        case
            when summed.survey_type = 'nps'
                then {{ rounded(
                    rate('100 * (summed.promoters - summed.detractors)', 'summed.responses'), 6
                ) }}
        end as nps,
        case
            when summed.survey_type = 'nps'
                then {{ nps_margin_of_error(
                    'summed.promoters', 'summed.detractors', 'summed.responses'
                ) }}
        end as nps_margin_of_error,
        case
            when summed.survey_type = 'csat'
                then {{ rounded(rate('summed.score_sum', 'summed.responses'), 6) }}
        end as csat_mean,
        summed.satisfied,
        case
            when summed.survey_type = 'csat'
                then {{ rate('summed.satisfied', 'summed.responses') }}
        end as satisfied_rate,
        case
            when summed.survey_type = 'csat'
                then {{ wilson('summed.satisfied', 'summed.responses', 'low') }}
        end as satisfied_rate_low,
        case
            when summed.survey_type = 'csat'
                then {{ wilson('summed.satisfied', 'summed.responses', 'high') }}
        end as satisfied_rate_high,
        last_day(summed.date_month) <= {{ as_of_date() }} as is_complete
    from summed
    left join first_unanswered
        on summed.survey_type = first_unanswered.survey_type
    where summed.responses > 0
)

select * from final
