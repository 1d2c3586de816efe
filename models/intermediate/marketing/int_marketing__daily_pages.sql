with session_events as (
    select * from {{ ref('int_marketing__session_events') }}
    where
        rejection_reason is null
        and event_type in ('page_view', 'click')
        and {{ is_in_usage_days('event_date') }}
),

-- DECISIONS.md, "Clicks are counted per element, and per hundredth of the page".
located as (
    select
        *,
        case when event_type = 'click' then coalesce(element_id, 'unknown') end as element,
        case
            when event_type = 'click' and x_ratio is not null
                then least(cast(floor(x_ratio * 10) as bigint), 9)
        end as x_tenth,
        case
            when event_type = 'click' and y_ratio is not null
                then least(cast(floor(y_ratio * 10) as bigint), 9)
        end as y_tenth,
        case when event_type = 'click' then {{ double_as_money('x_ratio') }} end as x_of_click,
        case when event_type = 'click' then {{ double_as_money('y_ratio') }} end as y_of_click
    from session_events
),

final as (
    select
        event_date,
        page_path,
        element as element_id,
        x_tenth,
        y_tenth,
        count(*) filter (where event_type = 'page_view') as page_views,
        count(*) filter (where event_type = 'click') as clicks,
        cast(sum(x_of_click) as decimal(20, 6)) as x_sum,
        count(x_of_click) as x_positions,
        cast(sum(y_of_click) as decimal(20, 6)) as y_sum,
        count(y_of_click) as y_positions
    from located
    group by event_date, page_path, element, x_tenth, y_tenth
)

select * from final
