with tickets as (
    select * from {{ ref('int_support__tickets') }}
),

survey_answers as (
    select * from {{ ref('int_support__survey_answers') }}
    where
        is_survey
        and not is_repeat
        and score is not null
),

incidents as (
    select * from {{ ref('stg_support__incidents') }}
    where
        account_id is not null
        and {{ to_reporting_date('started_at') }} <= {{ as_of_date() }}
),

incidents_of_customers as (
    {{ rows_of_customers('incidents') }}
),

final as (
    select
        account_id,
        cast(created_on as timestamp) as occurred_at,
        'ticket_opened' as kind,
        {{ event_title('Ticket opened', ['category', 'priority']) }} as title,
        ticket_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from tickets

    union all

    select
        account_id,
        cast(solved_on as timestamp) as occurred_at,
        'ticket_solved' as kind,
        {{ event_title('Ticket solved', ['category', 'priority']) }} as title,
        ticket_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from tickets
    where solved_on is not null

    union all

    select
        account_id,
        cast({{ to_reporting_time('responded_at') }} as timestamp) as occurred_at,
        'survey_answered' as kind,
        {{ event_title('Survey answered', [
            'survey_type',
            'cast(cast(' ~ rounded('score', 1) ~ ' as decimal(10, 1)) as ' ~ dbt.type_string() ~ ')',
        ]) }} as title,
        response_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from survey_answers

    union all

    select
        customer_account_id as account_id,
        cast({{ to_reporting_time('started_at') }} as timestamp) as occurred_at,
        'incident' as kind,
        {{ event_title('Incident', ['component']) }} as title,
        incident_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from incidents_of_customers
)

select * from final
where account_id is not null
