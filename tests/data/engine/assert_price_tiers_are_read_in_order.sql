-- If this fails, volume and graduated prices are wrong: a number written as text, a tier without
-- an end, or a tier without a flat amount is lost.
with plans as (
    select *
    from (
        values
        (
            'tiered',
            '[{"up_to": 10, "unit_amount": "5.5"},'
            || ' {"up_to": null, "unit_amount": 4, "flat_amount": 20}]'
        ),
        ('empty', '[]'),
        ('none', null)
    ) as given (plan_id, price_tiers)
),

found as (
    {{ price_tier_rows('plans') }}
),

expected as (
    select
        plan_id,
        tier_number,
        cast(up_to as double) as up_to,
        cast(unit_amount as double) as unit_amount,
        cast(flat_amount as double) as flat_amount
    from (
        values
        ('tiered', 1, 10, 5.5, null),
        ('tiered', 2, null, 4, 20)
    ) as tiers (plan_id, tier_number, up_to, unit_amount, flat_amount)
)

{{ rows_that_differ('expected', 'found') }}
