with customer_months as (
    select * from {{ ref('int_support__account_segments') }}
    where is_customer
),

final as (
    {% for segment_type in segment_types() %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        cast(coalesce(sum(seats), 0) as bigint) as seats
    from customer_months
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
