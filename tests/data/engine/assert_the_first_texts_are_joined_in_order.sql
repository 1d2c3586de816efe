-- If this fails, a path through the website has its pages in another order, or too many of them.
with texts as (
    select *
    from (
        values
        ('many', 10, 'ten', 'one > two'),
        ('many', 2, 'two', 'one > two'),
        ('many', 1, 'one', 'one > two'),
        ('nulls', 1, null, 'second > third'),
        ('nulls', 3, 'third', 'second > third'),
        ('nulls', 2, 'second', 'second > third'),
        ('twice', 1, 'same', 'same > same'),
        ('twice', 2, 'same', 'same > same'),
        ('one', 1, 'only', 'only')
    ) as texts (kind, place, word, expected)
),

joined as (
    select
        kind,
        max(expected) as expected,
        {{ first_joined('word', 'place', 2) }} as words
    from texts
    group by kind
)

select *
from joined
where words is distinct from expected
