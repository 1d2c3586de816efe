with sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

counted as (
    select
        session_date,
        channel,
        landing_page,
        count(*) as sessions,
        count(distinct visitor_id) as visitors,
        count(*) filter (where is_bounce) as bounces,
        count(*) filter (where is_engaged) as engaged_sessions,
        cast(sum(page_views) as bigint) as page_views,
        cast(sum(clicks) as bigint) as clicks,
        cast(sum({{ double_as_money('engaged_seconds') }}) as double) as engaged_seconds,
        count(*) filter (where is_prospect) as prospect_sessions,
        count(lead_id) as registrations
    from sessions
    group by session_date, channel, landing_page
),

final as (
    select
        session_date,
        channel,
        landing_page,
        sessions,
        visitors,
        bounces,
        engaged_sessions,
        page_views,
        clicks,
        engaged_seconds,
        prospect_sessions,
        registrations,
        {{ rate('bounces', 'sessions') }} as bounce_rate,
        {{ rate('engaged_sessions', 'sessions') }} as engagement_rate,
        {{ rate('page_views', 'sessions') }} as page_views_per_session,
        {{ rate('engaged_seconds', 'sessions') }} as engaged_seconds_per_session,
        {{ rate('registrations', 'prospect_sessions') }} as prospect_registration_rate
    from counted
)

select * from final
