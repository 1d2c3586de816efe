with daily_pages as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as date_month
    from {{ ref('int_marketing__daily_pages') }}
    where event_date <= {{ as_of_date() }}
),

pages as (
    select
        date_month,
        page_path,
        cast(sum(page_views) as bigint) as page_views,
        cast(sum(clicks) as bigint) as clicks
    from daily_pages
    group by date_month, page_path
),

elements as (
    select
        date_month,
        page_path,
        element_id,
        cast(sum(clicks) as bigint) as clicks,
        {%- for axis in ['x', 'y'] %}
        {{ rate('sum(' ~ axis ~ '_sum)', 'sum(' ~ axis ~ '_positions)') }}
            as mean_{{ axis }}_ratio{{ ',' if not loop.last }}
        {%- endfor %}
    from daily_pages
    where element_id is not null
    group by date_month, page_path, element_id
),

final as (
    select
        elements.date_month,
        elements.page_path,
        elements.element_id,
        pages.page_views,
        elements.clicks,
        {{ rate('elements.clicks', 'pages.page_views') }} as clicks_per_page_view,
        {{ rate('elements.clicks', 'pages.clicks') }} as share_of_page_clicks,
        elements.mean_x_ratio,
        elements.mean_y_ratio,
        last_day(elements.date_month) <= {{ as_of_date() }} as is_complete
    from elements
    inner join pages
        on
            elements.date_month = pages.date_month
            and elements.page_path = pages.page_path
)

select * from final
