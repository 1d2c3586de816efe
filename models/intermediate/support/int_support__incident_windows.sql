with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

incidents as (
    select * from {{ ref('stg_support__incidents') }}
),

incidents_of_customers as (
    {{ rows_of_customers('incidents') }}
),

-- DECISIONS.md, "An incident weighs its hours by its impact": without one it is a full outage.
incidents_by_clock as (
    select
        customer_account_id as account_id,
        coalesce(cast(impact as double), cast(1 as double)) as impact,
        cast({{ to_reporting_time('started_at') }} as timestamp) as started_at,
        cast({{ to_reporting_time('ended_at') }} as timestamp) as ended_at
    from incidents_of_customers
),

windows as (
    select
        measured_on,
        cast(cast({{ dbt.dateadd('day', -27, 'measured_on') }} as date) as timestamp)
            as window_begin,
        cast(cast({{ dbt.dateadd('day', 1, 'measured_on') }} as date) as timestamp) as window_end
    from measuring_days
),

-- What lasts is counted up to the end of the day measured.
hours_in_windows as (
    select
        incidents_by_clock.account_id,
        windows.measured_on,
        incidents_by_clock.impact,
        greatest(incidents_by_clock.started_at, windows.window_begin) as from_time,
        least(
            coalesce(incidents_by_clock.ended_at, windows.window_end), windows.window_end
        ) as to_time
    from incidents_by_clock
    inner join windows
        on
            incidents_by_clock.started_at < windows.window_end
            and coalesce(incidents_by_clock.ended_at, windows.window_end) > windows.window_begin
),

final as (
    select
        account_id,
        measured_on,
        {{ rounded('sum(' ~ hours_between('from_time', 'to_time') ~ ' * impact)', 6) }}
            as incident_hours_28_days
    from hours_in_windows
    where to_time > from_time
    group by account_id, measured_on
)

select * from final
