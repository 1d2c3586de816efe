with lists as (
    select * from {{ ref('expansion_lists') }}
),

list_lengths as (
    select * from {{ ref('int_growth__list_lengths') }}
),

beside_lengths as (
    select
        lists.*,
        list_lengths.list_share,
        list_lengths.list_length,
        lists.place <= coalesce(
            list_lengths.list_length,
            ceil(list_lengths.list_share * cast(lists.customers as double))
        ) as is_listed
    from lists
    cross join list_lengths
),

periods as (
    select
        *,
        true as is_all_periods,
        cast(null as date) as date_quarter
    from beside_lengths
    union all
    select
        *,
        false as is_all_periods,
        cast({{ dbt.date_trunc('quarter', 'week_end') }} as date) as date_quarter
    from beside_lengths
),

summed as (
    select
        ranked_by,
        list_share,
        list_length,
        is_all_periods,
        date_quarter,
        count(distinct week_end) as lists,
        min(week_end) as first_list_on,
        max(week_end) as last_list_on,
        count(*) as customers,
        cast(sum(is_hit) as bigint) as risen_customers,
        {{ as_money('sum(amount)') }} as amount,
        count(*) filter (where is_listed) as listed,
        cast(sum(case when is_listed then is_hit else 0 end) as bigint) as hits,
        {{ as_money('sum(case when is_listed then amount else 0 end)') }} as listed_amount
    from periods
    group by ranked_by, list_share, list_length, is_all_periods, date_quarter
),

final as (
    select
        ranked_by,
        list_share,
        list_length,
        is_all_periods,
        date_quarter,
        lists,
        first_list_on,
        last_list_on,
        customers,
        risen_customers,
        {{ rate('risen_customers', 'customers') }} as base_rate,
        listed,
        hits,
        {{ rate('hits', 'listed') }} as hit_rate,
        {{ wilson('hits', 'listed', 'low') }} as hit_rate_low,
        {{ wilson('hits', 'listed', 'high') }} as hit_rate_high,
        {{ rounded(rate(rate('hits', 'listed'), rate('risen_customers', 'customers')), 9) }}
            as lift,
        amount,
        listed_amount,
        {{ rate('listed_amount', 'amount') }} as amount_share
    from summed
)

select * from final
