with daily_pages as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'event_date') }} as date) as date_month
    from {{ ref('int_marketing__daily_pages') }}
    where
        event_date <= {{ as_of_date() }}
        and x_tenth is not null
        and y_tenth is not null
),

cells as (
    select
        date_month,
        page_path,
        x_tenth,
        y_tenth,
        cast(sum(clicks) as bigint) as clicks
    from daily_pages
    group by date_month, page_path, x_tenth, y_tenth
),

final as (
    select
        date_month,
        page_path,
        cast(x_tenth as integer) as x_tenth,
        cast(y_tenth as integer) as y_tenth,
        clicks,
        {{ rate('clicks', 'sum(clicks) over (partition by date_month, page_path)') }}
            as share_of_page_clicks,
        {{ rate('100 * clicks', 'sum(clicks) over (partition by date_month, page_path)') }}
            as click_density,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from cells
)

select * from final
