with answers as (
    select
        account_id,
        responded_on,
        responded_at,
        response_id,
        score
    from {{ ref('int_support__survey_answers') }}
    where
        survey_type = 'nps'
        and score is not null
        and account_id is not null
),

rules as (
    select * from {{ ref('task_rules') }}
    where kind = 'detractor'
),

-- The newest answer of a day is the account's answer of that day.
answers_of_days as (
    select
        *,
        row_number() over (
            partition by account_id, responded_on
            order by responded_at desc, response_id desc
        ) as recency,
        min(score) over (partition by account_id, responded_on) as lowest_score
    from answers
),

beside_next_better as (
    select
        account_id,
        responded_on,
        lowest_score,
        min(
            case when {{ nps_category('score') }} <> 'detractor' then responded_on end
        ) over later_days as better_on
    from answers_of_days
    where recency = 1
    window later_days as (
        partition by account_id
        order by responded_on
        rows between 1 following and unbounded following
    )
),

-- DECISIONS.md, "When a task opens": the cool-down of a detractor counts from the answer.
final as (
    select
        rules.reason,
        beside_next_better.account_id,
        beside_next_better.responded_on as began_on,
        least(
            coalesce(beside_next_better.better_on, {{ forever() }}),
            cast({{ dbt.dateadd(
                'day', 'rules.lasts_days', 'beside_next_better.responded_on'
            ) }} as date)
        ) as ended_on,
        beside_next_better.responded_on as seen_on,
        cast({{ dbt.dateadd('day', 1, 'beside_next_better.responded_on') }} as date) as quiet_from,
        concat(
            'score ',
            cast(cast(beside_next_better.lowest_score as integer) as {{ dbt.type_string() }})
        ) as detail
    from beside_next_better
    inner join rules
        on rules.reason = 'nps'
    where {{ nps_category('beside_next_better.lowest_score') }} = 'detractor'
)

select * from final
