{%- set pages = joined_in_order('case when is_new_page then page_path end', 'event_number', ' > ') -%}

with session_events as (
    select * from {{ ref('int_marketing__session_events') }}
    where
        rejection_reason is null
        and {{ is_in_usage_days('event_date') }}
),

summed as (
    select
        event_date,
        visitor_id,
        session_number,
        min(occurred_at) as started_at,
        max(occurred_at) as ended_at,
        {{ oldest_of('channel', 'event_number') }} as channel,
        {{ oldest_of('campaign_id', 'event_number') }} as campaign_id,
        {{ oldest_of('page_path', 'event_number') }} as landing_page,
        {{ newest_of('page_path', 'event_number') }} as exit_page,
        count(*) filter (where event_type = 'page_view') as page_views,
        count(*) filter (where event_type = 'click') as clicks,
        cast(coalesce(sum({{ double_as_money('engaged_seconds') }}), 0) as double)
            as engaged_seconds,
        {{ pages }} as pages
    from session_events
    group by event_date, visitor_id, session_number
),

-- DECISIONS.md, "A path is its first five pages".
final as (
    select
        event_date,
        visitor_id || '/' || cast(event_date as string) || '/' || cast(session_number as string)
            as session_id,
        visitor_id,
        started_at,
        ended_at,
        coalesce(channel, 'unknown') as channel,
        campaign_id,
        landing_page,
        exit_page,
        page_views,
        clicks,
        engaged_seconds,
        split_part(pages, ' > ', 1)
        {%- for page in range(2, 6) %}
        || case
            when split_part(pages, ' > ', {{ page }}) <> ''
                then ' > ' || split_part(pages, ' > ', {{ page }})
            else ''
        end
        {%- endfor %}
        || case when split_part(pages, ' > ', 6) <> '' then ' > …' else '' end as path
    from summed
)

select * from final
