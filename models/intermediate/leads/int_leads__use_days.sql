with leads as (
    select * from {{ ref('int_leads__leads') }}
    where is_new_business
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

sessions as (
    select * from {{ ref('int_marketing__sessions') }}
    where {{ is_product_page('landing_page') }}
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

-- DECISIONS.md, "What a score may know". Who has no account yet is seen by the website alone; an
-- account's use counts once the CRM said that the lead is this account, not in hindsight.
final as (
    select
        visitor_leads.lead_id,
        sessions.session_date as event_date
    from sessions
    inner join visitor_leads
        on sessions.visitor_id = visitor_leads.visitor_id
    union
    select
        leads.lead_id,
        user_days.event_date
    from leads
    inner join user_days
        on
            leads.account_id = user_days.account_id
            and leads.registered_on <= user_days.event_date
            and cast(
                {{ dbt.dateadd('day', var('lead_observation_days'), 'leads.registered_on') }}
                as date
            ) > user_days.event_date
    where
        leads.account_known_on < cast(
            {{ dbt.dateadd('day', var('lead_observation_days'), 'leads.registered_on') }} as date
        )
)

select * from final
