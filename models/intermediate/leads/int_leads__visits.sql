with observations as (
    select * from {{ ref('int_leads__observations') }}
),

leads as (
    select * from {{ ref('int_leads__leads') }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

sessions_of_leads as (
    select
        visitor_leads.lead_id,
        sessions.session_date,
        sessions.started_at,
        sessions.engaged_seconds
    from sessions
    inner join visitor_leads
        on sessions.visitor_id = visitor_leads.visitor_id
    where not {{ is_product_page('sessions.landing_page') }}
),

-- DECISIONS.md, "What a score may know": the visit in which a lead registers counts whole.
final as (
    select
        observations.model,
        observations.subject_id,
        count(*) as visits,
        {{ rounded('cast(coalesce(sum(sessions_of_leads.engaged_seconds), 0) as double)', 6) }}
            as engaged_seconds
    from observations
    inner join leads
        on observations.subject_id = leads.lead_id
    inner join sessions_of_leads
        on
            observations.subject_id = sessions_of_leads.lead_id
            and (
                observations.observed_on > sessions_of_leads.session_date
                or leads.registered_at >= sessions_of_leads.started_at
            )
    group by observations.model, observations.subject_id
)

select * from final
