with mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

months as (
    select * from {{ ref('int_revenue__months') }}
),

items_at_month_ends as (
    select
        mrr_intervals.account_id,
        months.date_month,
        mrr_intervals.plan_tier,
        mrr_intervals.billing_interval,
        mrr_intervals.is_addon,
        mrr_intervals.quantity,
        row_number() over (
            partition by mrr_intervals.account_id, months.date_month
            order by
                mrr_intervals.is_addon asc,
                mrr_intervals.mrr desc,
                mrr_intervals.plan_id asc,
                mrr_intervals.subscription_item_id asc
        ) as importance
    from mrr_intervals
    inner join months
        on
            mrr_intervals.from_date <= months.month_end
            and mrr_intervals.to_date > months.month_end
),

-- DECISIONS.md, "An account's plan": the largest in force that is no add-on.
final as (
    select
        account_id,
        date_month,
        max(case when importance = 1 then plan_tier end) as plan_tier,
        max(case when importance = 1 then billing_interval end) as billing_interval,
        {{ as_whole_number('sum(case when is_addon then 0 else quantity end)') }} as seats
    from items_at_month_ends
    group by account_id, date_month
)

select * from final
