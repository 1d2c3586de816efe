with distinct_events as (
    {{ events_without_copies(ref('stg_marketing__web_events'), [
        'visitor_id', 'user_id', 'event_type', 'page_path', 'channel', 'campaign_id', 'element_id',
        'x_ratio', 'y_ratio', 'engaged_seconds',
    ]) }}
),

-- Events that can't be used stand apart: they neither begin a session nor go on with one.
compared_with_the_last as (
    select
        *,
        row_number() over visits as event_number,
        lag(occurred_at) over visits as last_occurred_at,
        lag(page_path) over visits as last_page_path
    from distinct_events
    window
        visits as (
            partition by event_date, visitor_id, rejection_reason
            order by occurred_at asc, event_type desc, event_id asc
        )
),

-- DECISIONS.md, "A session of the website ends after thirty minutes, and at midnight".
beginnings as (
    select
        *,
        coalesce(occurred_at >= last_occurred_at + interval '30 minutes', true) as begins_session
    from compared_with_the_last
),

final as (
    select
        event_date,
        visitor_id,
        case
            when rejection_reason is null
                then cast(sum(case when begins_session then 1 else 0 end) over visits as bigint)
        end as session_number,
        cast(event_number as bigint) as event_number,
        begins_session or page_path <> last_page_path as is_new_page,
        event_type,
        occurred_at,
        page_path,
        channel,
        campaign_id,
        user_id,
        element_id,
        case when x_ratio between 0 and 1 then x_ratio end as x_ratio,
        case when y_ratio between 0 and 1 then y_ratio end as y_ratio,
        case when engaged_seconds between 0 and 86400 then engaged_seconds end as engaged_seconds,
        rejection_reason,
        cast(surplus_copies as bigint) as surplus_copies,
        case
            when surplus_copies > 0 or rejection_reason is not null then event_id
        end as faulty_event_id
    from beginnings
    window
        visits as (
            partition by event_date, visitor_id, rejection_reason
            order by event_number asc
            rows unbounded preceding
        )
)

select * from final
