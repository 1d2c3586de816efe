-- If this fails, faulty events are listed twice, not at all, or in an order that changes by itself.
with given as (
    select *
    from (
        values
        ('x', 'c'),
        ('x', null),
        ('x', 'a'),
        ('y', 'b'),
        ('z', null)
    ) as events (group_name, event_id)
),

lists as (
    select
        group_name,
        {{ list_of_values('event_id') }} as event_ids
    from given
    group by group_name
),

elements as (
    {{ unnested('lists', 'event_ids', ['group_name']) }}
),

found as (
    select
        group_name,
        element,
        cast(null as string) as event_ids
    from elements
    union all
    select
        group_name,
        cast(null as string) as element,
        cast(event_ids as string) as event_ids
    from lists
),

expected as (
    select *
    from (
        values
        ('x', 'a', null),
        ('x', 'c', null),
        ('y', 'b', null),
        ('x', null, '[a, c]'),
        ('y', null, '[b]'),
        ('z', null, null)
    ) as rows_expected (group_name, element, event_ids)
)

{{ rows_that_differ('expected', 'found') }}
