-- If this fails, visits disappear on the way to a mart, or are counted twice; or a lead's registration is
-- in one mart and not in the other.
with sessions as (
    select
        count(*) as sessions,
        count(*) filter (where is_prospect) as prospect_sessions,
        count(lead_id) as registrations,
        count(distinct lead_id) as leads
    from {{ ref('int_marketing__sessions') }}
),

web_sessions as (
    select
        cast(coalesce(sum(sessions), 0) as bigint) as sessions,
        cast(coalesce(sum(prospect_sessions), 0) as bigint) as prospect_sessions,
        cast(coalesce(sum(registrations), 0) as bigint) as registrations
    from {{ ref('web_sessions') }}
),

landing_pages as (
    select
        cast(coalesce(sum(sessions), 0) as bigint) as sessions,
        cast(coalesce(sum(prospect_sessions), 0) as bigint) as prospect_sessions,
        cast(coalesce(sum(registrations), 0) as bigint) as registrations
    from {{ ref('landing_pages') }}
),

page_paths as (
    select
        cast(coalesce(sum(sessions), 0) as bigint) as prospect_sessions,
        cast(
            coalesce(sum(case when outcome = 'registration' then sessions end), 0) as bigint
        ) as registrations
    from {{ ref('page_paths') }}
)

select
    sessions.sessions,
    web_sessions.sessions as sessions_by_day,
    landing_pages.sessions as sessions_by_page,
    page_paths.prospect_sessions as sessions_by_path
from sessions
cross join web_sessions
cross join landing_pages
cross join page_paths
where
    sessions.sessions <> web_sessions.sessions
    or sessions.sessions <> landing_pages.sessions
    or sessions.prospect_sessions <> web_sessions.prospect_sessions
    or sessions.prospect_sessions <> landing_pages.prospect_sessions
    or sessions.prospect_sessions <> page_paths.prospect_sessions
    or sessions.registrations <> sessions.leads
    or sessions.registrations <> web_sessions.registrations
    or sessions.registrations <> landing_pages.registrations
    or sessions.registrations <> page_paths.registrations
