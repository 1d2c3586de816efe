with segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
),

final as (
    {% for segment_type in segment_types() %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        {{ as_money('sum(previous_mrr)') }} as mrr_start,
        {{ as_money('sum(new_mrr)') }} as new_mrr,
        {{ as_money('sum(expansion_mrr)') }} as expansion_mrr,
        {{ as_money('sum(contraction_mrr)') }} as contraction_mrr,
        {{ as_money('sum(churned_mrr)') }} as churned_mrr,
        {{ as_money('sum(reactivation_mrr)') }} as reactivation_mrr,
        {{ as_money('sum(exchange_rate_mrr)') }} as exchange_rate_mrr,
        {{ as_money('sum(mrr)') }} as mrr_end,
        {{ as_money('sum(committed_mrr)') }} as committed_mrr,
        count(*) filter (where was_active) as customers_start,
        count(*) filter (where is_new) as new_customers,
        count(*) filter (where is_churned) as churned_customers,
        count(*) filter (where is_reactivated) as reactivated_customers,
        count(*) filter (where is_active) as customers_end,
        {{ as_money('sum(mrr_12_months_ago)') }} as mrr_12_months_ago,
        {{ as_money('sum(mrr_of_customers_12_months_ago)') }} as mrr_of_customers_12_months_ago,
        {{ as_money('sum(mrr_kept_12_months)') }} as mrr_kept_12_months
    from segmented_months
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
