with judged_accounts as (
    select * from {{ ref('int_health__judged_accounts') }}
),

values_in_order as (
    select
        quarter_start,
        measure,
        goodness,
        count(*) as customers,
        sum(is_lost) as lost,
        sum(count(*)) over up_to_value as customers_up_to_value
    from judged_accounts
    group by quarter_start, measure, goodness
    window up_to_value as (
        partition by quarter_start, measure
        order by goodness
        rows between unbounded preceding and current row
    )
),

-- Customers of one value share the mean of their places.
rank_sums as (
    select
        quarter_start,
        measure,
        cast(sum(
            lost * (customers_up_to_value - (customers - 1) / cast(2 as double))
        ) as double) as rank_sum_of_lost
    from values_in_order
    group by quarter_start, measure
),

placed as (
    select
        *,
        row_number() over worst_first as place,
        count(*) over (partition by quarter_start, measure) as customers
    from judged_accounts
    window worst_first as (
        partition by quarter_start, measure
        order by goodness asc, account_id asc
    )
),

totals as (
    select
        quarter_start,
        measure,
        max(case when is_complete then 1 else 0 end) = 1 as is_complete,
        count(*) as customers,
        cast(sum(is_lost) as bigint) as churned_customers,
        {{ as_money('sum(case when is_lost = 1 then mrr else 0 end)') }} as lost_mrr,
        {{ as_money(
            'sum(case when is_lost = 1 and (place - 1) * 10 < customers then mrr else 0 end)'
        ) }} as lost_mrr_in_lowest_decile
    from placed
    group by quarter_start, measure
),

-- DECISIONS.md, "How the score is judged": Mann and Whitney.
areas as (
    select
        totals.*,
        cast(totals.churned_customers as double) as lost,
        cast(totals.customers - totals.churned_customers as double) as kept,
        1 - (
            rank_sums.rank_sum_of_lost
            - cast(totals.churned_customers as double) * (totals.churned_customers + 1) / 2
        ) / nullif(
            cast(totals.churned_customers as double)
            * (totals.customers - totals.churned_customers),
            0
        ) as area
    from totals
    inner join rank_sums
        on
            totals.quarter_start = rank_sums.quarter_start
            and totals.measure = rank_sums.measure
),

-- Standard error by Hanley and McNeil.
errors as (
    select
        *,
        sqrt((
            area * (1 - area)
            + (lost - 1) * (area / (2 - area) - area * area)
            + (kept - 1) * (2 * area * area / (1 + area) - area * area)
        ) / nullif(lost * kept, 0)) as standard_error
    from areas
),

final as (
    select
        quarter_start,
        measure,
        measure = 'health_score' as is_score,
        is_complete,
        customers,
        churned_customers,
        {{ rounded('area', 6) }} as auc,
        case
            when standard_error is not null
                then {{ rounded(
                    'greatest(area - ' ~ normal_95() ~ ' * standard_error, cast(0 as double))', 6
                ) }}
        end as auc_low,
        case
            when standard_error is not null
                then {{ rounded(
                    'least(area + ' ~ normal_95() ~ ' * standard_error, cast(1 as double))', 6
                ) }}
        end as auc_high,
        lost_mrr,
        lost_mrr_in_lowest_decile,
        {{ rate('lost_mrr_in_lowest_decile', 'lost_mrr') }} as lost_mrr_share_in_lowest_decile
    from errors
)

select * from final
