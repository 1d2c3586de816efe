with sessions as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'session_date') }} as date) as date_month,
        case when lead_id is not null then 'registration' else 'exit' end as outcome
    from {{ ref('int_marketing__sessions') }}
),

counted as (
    select
        date_month,
        outcome,
        path,
        count(*) as sessions
    from sessions
    group by date_month, outcome, path
),

ranked as (
    select
        date_month,
        outcome,
        path,
        sessions,
        cast(sum(sessions) over (partition by date_month, path) as bigint) as sessions_of_path,
        cast(
            sum(case when outcome = 'registration' then sessions else 0 end)
                over (partition by date_month, path) as bigint
        ) as registrations_of_path,
        row_number() over by_sessions as path_rank
    from counted
    window
        by_sessions as (
            partition by date_month, outcome
            order by sessions desc, path asc
        )
),

-- DECISIONS.md, "A path is its first five pages".
final as (
    select
        date_month,
        outcome,
        path,
        sessions,
        sessions_of_path,
        registrations_of_path,
        case when path_rank <= {{ var('page_paths_kept') }} then path else 'other' end
            as shown_path
    from ranked
)

select * from final
