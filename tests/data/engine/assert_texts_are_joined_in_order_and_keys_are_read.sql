-- If this fails, tiers of prices come in another order on one engine, or what a company wrote into
-- a vendor's metadata is not found there.
with texts as (
    select
        'a' as kind,
        2 as place,
        'two' as word
    union all
    select
        'a' as kind,
        10 as place,
        'ten' as word
    union all
    select
        'a' as kind,
        1 as place,
        'one' as word
),

joined as (
    select
        kind,
        {{ joined_in_order('word', 'place') }} as words,
        {{ joined_in_order("nullif(word, 'two')", 'place', ' > ') }} as path
    from texts
    group by kind
),

objects as (
    select '{"account_id": "a1", "n": 2, "with space": "x"}' as metadata
    union all
    select 'no object' as metadata
    union all
    select cast(null as {{ dbt.type_string() }}) as metadata
),

found as (
    select
        {{ json_text('metadata', 'account_id') }} as account_id,
        {{ json_text('metadata', 'n') }} as n,
        {{ json_text('metadata', 'with space') }} as with_space,
        {{ json_text('metadata', 'absent') }} as absent
    from objects
)

select words as wrong
from joined
where words <> 'one, two, ten' or path <> 'one > ten'

union all

select 'keys' as wrong
from found
having
    count(*) filter (
        where account_id = 'a1' and n = '2' and with_space = 'x' and absent is null
    ) <> 1
    or count(account_id) <> 1
    or count(*) <> 3
