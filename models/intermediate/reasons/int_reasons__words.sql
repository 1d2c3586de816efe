with survey_responses as (
    select
        *,
        {{ to_reporting_date('responded_at') }} as responded_on
    from {{ ref('stg_success__survey_responses') }}
    where
        survey_type in ('exit', 'interview')
        and trim(comment) <> ''
),

reason_sources as (
    select * from {{ ref('reason_sources') }}
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
),

comment_words as (
    select * from {{ ref('comment_words') }}
),

names as (
    select * from {{ ref('int_reasons__names') }}
),

answers_of_customers as (
    {{ rows_of_customers('survey_responses') }}
),

-- An answer belongs to the departure that it is nearest to, as the reasons do.
answers_near_departures as (
    select
        answers_of_customers.response_id,
        answers_of_customers.customer_account_id as account_id,
        answers_of_customers.comment,
        departures.left_on,
        departures.reason_code,
        row_number() over (
            partition by answers_of_customers.response_id
            order by
                abs({{ dbt.datediff(
                    'answers_of_customers.responded_on', 'departures.left_on', 'day'
                ) }}),
                departures.left_on desc
        ) as nearness
    from answers_of_customers
    inner join departures
        on
            answers_of_customers.customer_account_id = departures.account_id
            and answers_of_customers.responded_on >= departures.started_on
    inner join reason_sources
        on
            reason_sources.source
            = case
                when answers_of_customers.survey_type = 'exit' then 'exit_survey'
                else 'interview'
            end
    where
        answers_of_customers.responded_on <= {{ as_of_date() }}
        and {{ dbt.datediff('departures.left_on', 'answers_of_customers.responded_on', 'day') }}
        <= reason_sources.days_after
        and (
            reason_sources.days_before is null
            or {{ dbt.datediff('answers_of_customers.responded_on', 'departures.left_on', 'day') }}
            <= reason_sources.days_before
        )
),

{%- set answer_columns = ['response_id', 'account_id', 'left_on', 'reason'] %}

answers_in_parts as (
    select
        response_id,
        account_id,
        left_on,
        coalesce(reason_code, 'unknown') as reason,
        {{ comment_parts('comment') }} as parts
    from answers_near_departures
    where nearness = 1
),

parts_of_answers as (
    {{ unnested('answers_in_parts', 'parts', answer_columns) }}
),

answers_in_words as (
    select
        response_id,
        account_id,
        left_on,
        reason,
        {{ words_of_part('element') }} as words
    from parts_of_answers
    where not ({{ is_no_word('element') }})
),

words_of_answers as (
    {{ unnested('answers_in_words', 'words', answer_columns) }}
),

-- DECISIONS.md, "Words of comments": no stop words, no names, nothing shorter than three letters.
final as (
    select distinct
        words_of_answers.response_id,
        words_of_answers.account_id,
        words_of_answers.left_on,
        words_of_answers.reason,
        words_of_answers.element as term
    from words_of_answers
    left join comment_words
        on words_of_answers.element = comment_words.word
    left join names
        on words_of_answers.element = names.name
    where
        length(words_of_answers.element) >= 3
        and coalesce(comment_words.is_counted, names.name is null)
)

select * from final
