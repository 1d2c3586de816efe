with months as (
    select * from {{ ref('int_revenue__months') }}
    where {{ is_closed_month('date_month') }}
),

movements as (
    select * from {{ ref('int_revenue__month_movements') }}
),

final as (
    select
        months.date_month,
        {%- for amount in [
            'mrr', 'new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr',
            'reactivation_mrr', 'exchange_rate_mrr',
        ] %}
        {{ as_money('coalesce(sum(movements.' ~ amount ~ '), 0)') }} as {{ amount }},
        {%- endfor %}
        count(movements.account_id) filter (where movements.is_active) as customers
    from months
    left join movements
        on months.date_month = movements.date_month
    group by months.date_month
)

select * from final
