with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

tickets as (
    select
        *,
        case
            when solved_on is null then {{ as_of_date() }}
            else cast({{ dbt.dateadd(
                'day', 89, 'greatest(created_on, solved_on, coalesce(replied_on, created_on))'
            ) }} as date)
        end as last_measured_on
    from {{ ref('int_support__tickets') }}
    where account_id is not null
),

windows as (
    select
        measured_on,
        cast({{ dbt.dateadd('day', -27, 'measured_on') }} as date) as last_28_from,
        cast({{ dbt.dateadd('day', -55, 'measured_on') }} as date) as previous_28_from,
        cast({{ dbt.dateadd('day', -89, 'measured_on') }} as date) as last_90_from
    from measuring_days
),

-- DECISIONS.md, "A reply counts on its own day".
tickets_in_windows as (
    select
        tickets.account_id,
        windows.measured_on,
        tickets.category,
        tickets.created_on >= windows.last_28_from as is_last_28,
        tickets.created_on >= windows.previous_28_from
        and tickets.created_on < windows.last_28_from as is_previous_28,
        tickets.created_on >= windows.last_90_from as is_last_90,
        coalesce(tickets.solved_on <= windows.measured_on, false) as is_solved,
        tickets.is_reopened,
        case
            when tickets.replied_on between windows.last_90_from and windows.measured_on
                then tickets.first_reply_hours
        end as first_reply_hours,
        case
            when tickets.solved_on between windows.last_90_from and windows.measured_on
                then tickets.resolution_hours
        end as resolution_hours
    from tickets
    inner join windows
        on
            tickets.created_on <= windows.measured_on
            and tickets.last_measured_on >= windows.measured_on
),

final as (
    select
        account_id,
        measured_on,
        count(*) filter (where is_last_28) as tickets_28_days,
        count(*) filter (where is_previous_28) as tickets_previous_28_days,
        count(*) filter (where is_last_90) as tickets_90_days,
        count(*) filter (where not is_solved) as open_tickets,
        count(*) filter (where is_last_90 and is_solved and is_reopened)
            as reopened_tickets_90_days,
        count(case when is_last_90 then category end)
        - count(distinct case when is_last_90 then category end) as repeated_categories_90_days,
        {{ rounded('cast(median(first_reply_hours) as double)', 6) }}
            as median_first_reply_hours_90_days,
        {{ rounded('cast(median(resolution_hours) as double)', 6) }}
            as median_resolution_hours_90_days
    from tickets_in_windows
    group by account_id, measured_on
)

select * from final
