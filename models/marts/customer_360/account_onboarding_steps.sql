with steps as (
    select * from {{ ref('int_onboarding__steps') }}
),

final as (
    select
        account_id,
        step_number,
        step,
        step_name,
        cast(points as integer) as points,
        began_on,
        due_on,
        done_on,
        days_to_done,
        is_done,
        is_done_in_time,
        is_late
    from steps
)

select * from final
