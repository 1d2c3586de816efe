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

with_visits as (
    select
        *,
        visits > 0 and leads <= visits as is_explained_by_visits
    from summed
),

-- Each beside the others of its type; what nobody named is no segment to be compared with.
final as (
    select
        *,
        segment <> 'unknown' as is_named,
        cast(
            sum(case when segment <> 'unknown' then leads else 0 end) over segment_types as bigint
        ) - leads as other_leads,
        cast(
            sum(case when segment <> 'unknown' then customers else 0 end) over segment_types
            as bigint
        ) - customers as other_customers,
        cast(
            sum(
                case when segment <> 'unknown' and is_explained_by_visits then visits else 0 end
            ) over segment_types as bigint
        ) - visits as other_visits,
        cast(
            sum(
                case when segment <> 'unknown' and is_explained_by_visits then leads else 0 end
            ) over segment_types as bigint
        ) - leads as other_registrations
    from with_visits
    window segment_types as (partition by period, segment_type)
)

select * from final
