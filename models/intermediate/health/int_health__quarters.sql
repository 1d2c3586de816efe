with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

week_ends as (
    select
        measured_on,
        cast(
            {{ dbt.date_trunc('quarter', dbt.dateadd('day', 7, 'measured_on')) }} as date
        ) as quarter_start
    from measuring_days
    where is_week_end
),

-- The last Sunday before the quarter begins: its score has seen nothing of the quarter.
final as (
    select
        quarter_start,
        measured_on as scored_on,
        cast({{ dbt.dateadd('month', 3, 'quarter_start') }} as date) as next_quarter_start,
        {{ dbt.dateadd('month', 3, 'quarter_start') }}
        <= {{ dbt.dateadd('day', 1, as_of_date()) }} as is_complete
    from week_ends
    where
        measured_on < quarter_start
        and quarter_start <= {{ as_of_date() }}
)

select * from final
