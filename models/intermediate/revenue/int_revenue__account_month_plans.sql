with main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

final as (
    select
        main_intervals.account_id,
        months.date_month,
        main_intervals.plan_id,
        main_intervals.plan_tier,
        main_intervals.billing_interval,
        main_intervals.seats
    from main_intervals
    inner join months
        on
            main_intervals.from_date <= months.month_end
            and main_intervals.to_date > months.month_end
)

select * from final
