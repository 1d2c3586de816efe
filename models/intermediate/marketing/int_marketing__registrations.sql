with daily_sessions as (
    select * from {{ ref('int_marketing__daily_sessions') }}
    where event_date <= {{ as_of_date() }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

-- DECISIONS.md, "The session in which a lead registered".
candidates as (
    select
        visitor_leads.lead_id,
        visitor_leads.registered_at,
        daily_sessions.session_id,
        daily_sessions.started_at,
        visitor_leads.registered_at <= daily_sessions.ended_at + interval '30 minutes'
            as is_within
    from visitor_leads
    inner join daily_sessions
        on
            visitor_leads.visitor_id = daily_sessions.visitor_id
            and visitor_leads.registered_at >= daily_sessions.started_at
            and visitor_leads.registered_at <= daily_sessions.started_at + interval '1 day'
),

numbered as (
    select
        *,
        row_number() over (
            partition by lead_id
            order by
                case when is_within then 0 else 1 end asc,
                started_at desc,
                session_id asc
        ) as candidate_number
    from candidates
),

final as (
    select
        lead_id,
        registered_at,
        session_id,
        is_within
    from numbered
    where candidate_number = 1
)

select * from final
