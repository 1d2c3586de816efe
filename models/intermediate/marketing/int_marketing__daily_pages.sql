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
        {%- for axis in ['x', 'y'] %}
        case
            when event_type = 'click' and {{ axis }}_ratio is not null
                then least(cast(floor({{ axis }}_ratio * 10) as bigint), 9)
        end as {{ axis }}_tenth,
        case
            when event_type = 'click' then {{ double_as_money(axis ~ '_ratio') }}
        end as {{ axis }}_of_click{{ ',' if not loop.last }}
        {%- endfor %}
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
