with factor_months as (
    select * from {{ ref('int_marketing__factor_months') }}
    where
        segment_type <> 'all'
        -- Only months in which every lead has had its time to be won.
        and {{ decided_on('last_day(date_month)') }} <= {{ as_of_date() }}
),

last_months as (
    select max(date_month) as last_month from factor_months
),

periods as (
    select
        'all_time' as period,
        cast('0001-01-01' as date) as first_month
    from last_months

    union all

    select
        'last_12_months' as period,
        cast({{ dbt.dateadd('month', -11, 'last_month') }} as date) as first_month
    from last_months
),

summed as (
    select
        periods.period,
        factor_months.segment_type,
        factor_months.segment,
        min(factor_months.date_month) as first_month,
        max(factor_months.date_month) as last_month,
        cast(sum(factor_months.visits) as bigint) as visits,
        cast(sum(factor_months.leads) as bigint) as leads,
        cast(sum(factor_months.won_leads) as bigint) as customers,
        {{ as_money('sum(factor_months.won_mrr)') }} as new_mrr,
        {{ as_money('sum(factor_months.spend)') }} as spend
    from factor_months
    inner join periods
        on factor_months.date_month >= periods.first_month
    group by periods.period, factor_months.segment_type, factor_months.segment
),

-- What nobody named is no segment to be compared with.
final as (
    select
        *,
        segment not in ('unknown', 'other') as is_named,
        visits > 0 and leads <= visits as is_explained_by_visits
    from summed
)

select * from final
