with daily_sessions as (
    select * from {{ ref('int_marketing__daily_sessions') }}
    where event_date <= {{ as_of_date() }}
),

registrations as (
    select * from {{ ref('int_marketing__registrations') }}
),

-- DECISIONS.md, "Bounced is one page and no click, engaged is what Google Analytics calls so".
final as (
    select
        daily_sessions.session_id,
        daily_sessions.visitor_id,
        daily_sessions.started_at,
        daily_sessions.ended_at,
        daily_sessions.event_date as session_date,
        daily_sessions.channel,
        daily_sessions.campaign_id,
        daily_sessions.landing_page,
        daily_sessions.exit_page,
        daily_sessions.path,
        daily_sessions.page_views,
        daily_sessions.clicks,
        daily_sessions.engaged_seconds,
        daily_sessions.page_views <= 1
        and daily_sessions.clicks = 0
        and registrations.lead_id is null as is_bounce,
        daily_sessions.page_views >= 2
        or daily_sessions.engaged_seconds >= 10
        or registrations.lead_id is not null as is_engaged,
        registrations.lead_id
    from daily_sessions
    left join registrations
        on daily_sessions.session_id = registrations.session_id
)

select * from final
