{%- set measures = ['events', 'active_days', 'active_users', 'features', 'sessions'] -%}

with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

windows as (
    select * from {{ ref('int_usage__account_windows') }}
),

-- Each window counts twice: as the last 28 days, and four weeks later as the 28 before those.
windows_of_days as (
    select
        *,
        window_end as measured_on,
        true as is_last
    from windows
    union all
    select
        *,
        cast({{ dbt.dateadd('day', 28, 'window_end') }} as date) as measured_on,
        false as is_last
    from windows
),

final as (
    select
        windows_of_days.account_id,
        windows_of_days.measured_on,
        {% for measure in measures -%}
        max(case when is_last then {{ measure }} else 0 end) as {{ measure }}_28_days,
        max(case when is_last then 0 else {{ measure }} end) as {{ measure }}_previous_28_days,
        {% endfor -%}
        max(case when is_last then active_users_7_days else 0 end) as active_users_7_days,
        max(last_active_on) as last_active_on
    from windows_of_days
    inner join measuring_days
        on windows_of_days.measured_on = measuring_days.measured_on
    group by windows_of_days.account_id, windows_of_days.measured_on
)

select * from final
