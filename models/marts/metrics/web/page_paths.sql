with sessions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as date_month,
        case when lead_id is not null then 'registration' else 'exit' end as outcome
    from {{ ref('int_marketing__sessions') }}
),

path_months as (
    select * from {{ ref('int_marketing__path_months') }}
),

summed as (
    select
        date_month,
        outcome,
        shown_path,
        count(*) as paths,
        cast(sum(sessions) as bigint) as sessions,
        {{ rate('sum(registrations_of_path)', 'sum(sessions_of_path)') }} as conversion_rate
    from path_months
    group by date_month, outcome, shown_path
),

durations as (
    select
        path_months.date_month,
        path_months.outcome,
        path_months.shown_path,
        cast(
            median({{ dbt.datediff('sessions.started_at', 'sessions.ended_at', 'second') }})
            as double
        ) as median_seconds
    from sessions
    inner join path_months
        on
            sessions.date_month = path_months.date_month
            and sessions.outcome = path_months.outcome
            and sessions.path = path_months.path
    group by path_months.date_month, path_months.outcome, path_months.shown_path
),

final as (
    select
        summed.date_month,
        summed.outcome,
        summed.shown_path as path,
        summed.paths,
        summed.sessions,
        {{ rate(
            'summed.sessions',
            'sum(summed.sessions) over (partition by summed.date_month, summed.outcome)'
        ) }} as share_of_outcome,
        summed.conversion_rate,
        durations.median_seconds,
        last_day(summed.date_month) <= {{ as_of_date() }} as is_complete
    from summed
    inner join durations
        on
            summed.date_month = durations.date_month
            and summed.outcome = durations.outcome
            and summed.shown_path = durations.shown_path
)

select * from final
