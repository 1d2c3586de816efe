with plans as (
    select * from {{ ref('stg_billing__plans') }}
    where pricing_model in ('graduated', 'volume')
),

tiers as (
    {{ price_tier_rows('plans') }}
),

final as (
    select
        plan_id,
        tier_number,
        coalesce(
            lag(up_to) over (partition by plan_id order by tier_number), cast(0 as double)
        ) as above,
        coalesce(up_to, cast('infinity' as double)) as up_to,
        coalesce(unit_amount, 0) as unit_amount,
        coalesce(flat_amount, 0) as flat_amount
    from tiers
)

select * from final
