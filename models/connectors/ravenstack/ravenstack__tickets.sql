{{ config(enabled=uses_connector('ravenstack')) }}

with support_tickets as (
    select * from {{ source('ravenstack', 'ravenstack_support_tickets') }}
),

final as (
    select
        ticket_id,
        account_id,
        priority,
        case when closed_at is null then 'open' else 'solved' end as status,
        submitted_at as created_at,
        {{ dbt.dateadd('minute', 'first_response_time_minutes', 'submitted_at') }}
            as first_replied_at,
        closed_at as solved_at,
        satisfaction_score as csat_score
    from support_tickets
)

select * from final
