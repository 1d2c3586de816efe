with account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
    where
        was_active
        and is_active
        and customer_amount > 0
),

week_ends as (
    select measured_on as week_end
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

final as (
    select distinct
        account_changes.account_id,
        week_ends.week_end
    from account_changes
    inner join week_ends
        on
            account_changes.change_date <= week_ends.week_end
            and account_changes.change_date
            > cast({{ dbt.dateadd('day', -90, 'week_ends.week_end') }} as date)
)

select * from final
