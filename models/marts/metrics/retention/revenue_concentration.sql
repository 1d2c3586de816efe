with account_months as (
    select * from {{ ref('int_revenue__month_movements') }}
    where is_active
),

-- DECISIONS.md, "Concentration": customers at 0 are counted, but are nobody's largest.
paying_ranked as (
    select
        date_month,
        mrr,
        row_number() over (partition by date_month order by mrr desc, account_id asc) as size_rank,
        sum(mrr) over (partition by date_month) as total_mrr,
        count(*) over (partition by date_month) as paying_customers
    from account_months
    where mrr > 0
),

customers_per_month as (
    select
        date_month,
        count(*) as customers
    from account_months
    group by date_month
),

largest_per_month as (
    select
        date_month,
        max(paying_customers) as paying_customers,
        sum(mrr) as mrr,
        sum(case when size_rank = 1 then mrr else 0 end) as largest_mrr,
        sum(case when size_rank <= 10 then mrr else 0 end) as largest_10_mrr,
        sum(
            case when (size_rank - 1) * 100 < paying_customers then mrr else 0 end
        ) as largest_1_percent_mrr,
        sum(
            case when (size_rank - 1) * 10 < paying_customers then mrr else 0 end
        ) as largest_10_percent_mrr,
        {{ rounded(
            'sum(cast(mrr as double) * cast(mrr as double)'
            ~ ' / (cast(total_mrr as double) * cast(total_mrr as double)))', 10
        ) }} as herfindahl_index
    from paying_ranked
    group by date_month
),

final as (
    select
        customers_per_month.date_month,
        customers_per_month.customers,
        coalesce(largest_per_month.paying_customers, 0) as paying_customers,
        {{ as_money('coalesce(largest_per_month.mrr, 0)') }} as mrr,
        {{ as_money('coalesce(largest_per_month.largest_mrr, 0)') }} as largest_mrr,
        {{ as_money('coalesce(largest_per_month.largest_10_mrr, 0)') }} as largest_10_mrr,
        {{ rate('largest_per_month.largest_mrr', 'largest_per_month.mrr') }} as largest_share,
        {{ rate('largest_per_month.largest_10_mrr', 'largest_per_month.mrr') }}
            as largest_10_share,
        {{ rate('largest_per_month.largest_1_percent_mrr', 'largest_per_month.mrr') }}
            as largest_1_percent_share,
        {{ rate('largest_per_month.largest_10_percent_mrr', 'largest_per_month.mrr') }}
            as largest_10_percent_share,
        largest_per_month.herfindahl_index,
        last_day(customers_per_month.date_month) <= {{ as_of_date() }} as is_complete
    from customers_per_month
    left join largest_per_month
        on customers_per_month.date_month = largest_per_month.date_month
)

select * from final
