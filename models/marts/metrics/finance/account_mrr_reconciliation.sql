with reconciled_amounts as (
    select * from {{ ref('int_finance__reconciled_amounts') }}
),

recognized_revenue as (
    select * from {{ ref('recognized_revenue') }}
),

month_ends as (
    select * from {{ ref('monthly_recurring_revenue') }}
),

-- What is left once every kind was taken off is unexplained, so that the kinds always add up.
parts as (
    select
        date_month,
        account_id,
        kind,
        amount
    from reconciled_amounts

    union all

    select
        date_month,
        account_id,
        'unexplained' as kind,
        billings as amount
    from recognized_revenue

    union all

    select
        date_month,
        account_id,
        'unexplained' as kind,
        -mrr as amount
    from month_ends

    union all

    select
        date_month,
        account_id,
        'unexplained' as kind,
        -amount as amount
    from reconciled_amounts
),

final as (
    select
        date_month,
        account_id,
        kind,
        {{ as_money('sum(amount)') }} as amount
    from parts
    where last_day(date_month) <= {{ as_of_date() }}
    group by date_month, account_id, kind
    having sum(amount) <> 0
)

select * from final
