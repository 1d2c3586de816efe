-- If this fails, faulty events are listed twice, not at all, or in an order that changes by itself.
with given as (
    select *
    from (
        values
        ('day', 'x', 'c'),
        ('day', 'x', null),
        ('day', 'x', 'a'),
        ('day', 'y', 'b'),
        ('day', 'z', null),
        ('empty', 'x', null)
    ) as events (group_name, part, event_id)
),

parts as (
    select
        group_name,
        part,
        {{ list_of_values('event_id') }} as event_ids
    from given
    group by group_name, part
),

merged as (
    select
        group_name,
        count(event_ids) as lists,
        {{ merged_lists('event_ids') }} as event_ids
    from parts
    group by group_name
),

found as (
    select
        group_name,
        lists,
        cast(event_ids as string) as event_ids
    from merged
),

expected as (
    select *
    from (values ('day', 2, '[a, b, c]'), ('empty', 0, null))
        as lists_expected (group_name, lists, event_ids)
)

select
    expected.group_name,
    found.lists,
    found.event_ids
from expected
left join found
    on expected.group_name = found.group_name
where
    expected.lists is distinct from found.lists
    or expected.event_ids is distinct from found.event_ids
