-- If this fails, reasons of a score are not the strongest ones, or come in another order on one of the engines.
with given as (
    select
        cast(2 as double) as a,
        cast(-1 as double) as b,
        cast(null as double) as c
),

listed as (
    select
        1 as one,
        {{ first_structs(
            ['less', 'name', 'value'],
            [['-a', "'z'", 'a'], ['-b', "'y'", 'b'], ['-a', "'x'", 'c']],
            2
        ) }} as structs
    from given
),

found as (
    {{ unnested('listed', 'structs', ['one']) }}
),

expected as (
    select
        'x' as name,
        cast(null as double) as value
    union all
    select
        'z' as name,
        cast(2 as double) as value
)

select
    found.element.name,
    found.element.value
from found
left join expected
    on found.element.name = expected.name
where
    expected.name is null
    or coalesce(found.element.value, -9) <> coalesce(expected.value, -9)
union all
select
    expected.name,
    expected.value
from expected
left join found
    on expected.name = found.element.name
where found.element.name is null
