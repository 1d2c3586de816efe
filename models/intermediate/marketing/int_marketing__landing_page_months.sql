with sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

lead_outcomes as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

final as (
    select
        cast({{ dbt.date_trunc('month', 'sessions.session_date') }} as date) as date_month,
        sessions.landing_page,
        count(*) as sessions,
        count(distinct sessions.visitor_id) as visitors,
        count(*) filter (where sessions.is_bounce) as bounces,
        count(sessions.lead_id) as registrations,
        count(*) filter (where lead_outcomes.is_qualified) as qualified_leads,
        count(lead_outcomes.became_customer_on) as customers
    from sessions
    left join lead_outcomes
        on sessions.lead_id = lead_outcomes.lead_id
    group by 1, 2
)

select * from final
