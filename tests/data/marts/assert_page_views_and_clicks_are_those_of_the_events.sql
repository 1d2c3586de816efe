-- If this fails, page views or clicks disappear between the events and a mart, or are counted twice.
with events as (
    select
        count(*) filter (where event_type = 'page_view') as page_views,
        count(*) filter (where event_type = 'click') as clicks
    from {{ ref('int_marketing__session_events') }}
    where rejection_reason is null and event_date <= {{ as_of_date() }}
),

sessions as (
    select
        cast(coalesce(sum(page_views), 0) as bigint) as page_views,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks
    from {{ ref('web_sessions') }}
),

pages as (
    select
        cast(coalesce(sum(page_views), 0) as bigint) as page_views,
        cast(coalesce(sum(clicks), 0) as bigint) as clicks
    from {{ ref('int_marketing__daily_pages') }}
    where event_date <= {{ as_of_date() }}
),

elements as (
    select cast(coalesce(sum(clicks), 0) as bigint) as clicks
    from {{ ref('page_clicks') }}
)

select
    events.page_views,
    events.clicks
from events
cross join sessions
cross join pages
cross join elements
where
    events.page_views <> sessions.page_views
    or events.page_views <> pages.page_views
    or events.clicks <> sessions.clicks
    or events.clicks <> pages.clicks
    or events.clicks <> elements.clicks
