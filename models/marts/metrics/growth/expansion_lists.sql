{%- set orders = {
    'probability': 'rise_probability_90_days',
    'expected_mrr': 'expected_expansion_mrr',
    'mrr': 'mrr',
} -%}

with expansion_potential as (
    select * from {{ ref('expansion_potential') }}
    where scored_by = 'model'
),

outcomes as (
    select * from {{ ref('int_growth__outcomes') }}
    where has_risen is not null
),

-- DECISIONS.md, "A month has one row per account": its last Sunday.
month_ends as (
    select max(week_end) as week_end
    from {{ ref('int_growth__features') }}
    group by {{ dbt.date_trunc('month', 'week_end') }}
),

-- DECISIONS.md, "How an expansion list is judged": scores of weeks later than the rows learnt from.
judged as (
    select
        expansion_potential.account_id,
        expansion_potential.week_end,
        expansion_potential.mrr,
        expansion_potential.rise_probability_90_days,
        coalesce(expansion_potential.expected_expansion_mrr, 0) as expected_expansion_mrr,
        case when outcomes.has_risen then 1 else 0 end as is_hit,
        outcomes.amount
    from expansion_potential
    inner join month_ends
        on expansion_potential.week_end = month_ends.week_end
    inner join outcomes
        on
            expansion_potential.account_id = outcomes.account_id
            and expansion_potential.week_end = outcomes.week_end
),

final as (
    {% for order, column in orders.items() -%}
    select
        account_id,
        week_end,
        '{{ order }}' as ranked_by,
        is_hit,
        amount,
        cast(
            row_number() over (
                partition by week_end
                order by {{ column }} desc, account_id asc
            ) as integer
        ) as place,
        count(*) over (partition by week_end) as customers
    from judged
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
