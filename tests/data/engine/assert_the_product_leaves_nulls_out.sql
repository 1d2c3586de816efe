-- If this fails, several percentages off one price do not compound.
with given as (
    select
        group_name,
        cast(factor as double) as factor
    from (
        values
        ('three', 0.5),
        ('three', 0.5),
        ('three', 3),
        ('with null', 0.25),
        ('with null', null),
        ('with zero', 0),
        ('with zero', 7)
    ) as factors (group_name, factor)
),

found as (
    select
        group_name,
        {{ product_of('factor') }} as product_found
    from given
    group by group_name
),

expected as (
    select
        group_name,
        cast(product as double) as product
    from (values ('three', 0.75), ('with null', 0.25), ('with zero', 0))
        as products (group_name, product)
)

select
    expected.group_name,
    expected.product,
    found.product_found
from expected
left join found
    on expected.group_name = found.group_name
where expected.product is distinct from found.product_found
