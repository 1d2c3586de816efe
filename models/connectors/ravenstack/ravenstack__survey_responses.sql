{{ config(enabled=uses_connector('ravenstack')) }}

with churn_events as (
    select * from {{ source('ravenstack', 'ravenstack_churn_events') }}
),

-- A churn event says why somebody left, not that a subscription ended: it serves as an exit survey.
final as (
    select
        churn_event_id as response_id,
        'exit' as survey_type,
        account_id,
        reason_code,
        feedback_text as comment,
        churn_date as responded_at
    from churn_events
)

select * from final
