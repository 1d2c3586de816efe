with new_customers as (
    select * from {{ ref('int_marketing__new_customers') }}
),

account_months as (
    select * from {{ ref('int_revenue__account_months') }}
),

account_cash as (
    select * from {{ ref('int_marketing__account_cash') }}
),

-- An account that counts as new once more (`reactivation_window_days`) leaves its first cohort.
members as (
    select
        account_id,
        date_month as cohort_month,
        channel_group,
        coalesce(
            lead(date_month) over (partition by account_id order by date_month), {{ forever() }}
        ) as next_cohort_month
    from new_customers
),

amounts as (
    select
        account_id,
        date_month,
        mrr,
        cast(0 as decimal(20, 6)) as cash_collected
    from account_months

    union all

    select
        account_id,
        date_month,
        cast(0 as decimal(20, 6)) as mrr,
        cash_collected
    from account_cash
),

final as (
    select
        members.cohort_month,
        members.channel_group,
        amounts.date_month,
        {{ as_money('sum(amounts.mrr)') }} as mrr,
        {{ as_money('sum(amounts.cash_collected)') }} as cash_collected
    from members
    inner join amounts
        on
            members.account_id = amounts.account_id
            and members.cohort_month <= amounts.date_month
            and members.next_cohort_month > amounts.date_month
    group by members.cohort_month, members.channel_group, amounts.date_month
)

select * from final
