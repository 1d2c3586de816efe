-- The people who sell and who look after customers. Account executives beyond the first few come
-- after the others, so that the owners of accounts stay who they are.
create or replace table story.owners as
with numbered as (
    select
        unnest(range(1, getvariable('owners') + getvariable('more_sellers') + 1))::int as owner_no,
        owner_no > getvariable('owners') or owner_no % 3 = 0 as is_seller,
)

select
    owner_no,
    is_seller,
    -- Planted: one account executive is slow. The slow one is seller 0.
    if(
        is_seller,
        row_number() over (
            partition by is_seller
            order by hash(owner_no, 'slow', getvariable('seed')), owner_no
        ) - 1,
        null
    )::int as seller_no,
    if(
        is_seller,
        null,
        row_number() over (
            partition by is_seller
            order by owner_no
        )
    )::int as manager_no,
from numbered;

create or replace table raw.owners as
select
    owner_key(owner_no) as owner_id,
    pick(['Ada', 'Bo', 'Chidi', 'Dana', 'Emre', 'Fay', 'Goran', 'Hana'], dice(owner_no, 'first'))
        || ' '
        || pick(
            ['Abara', 'Berg', 'Costa', 'Duval', 'Eken', 'Frey', 'Gupta'], dice(owner_no, 'last')
        )
        as owner_name,
    printf('owner%d@saas360-demo.example', owner_no) as email,
    case
        when not is_seller then 'customer success'
        when owner_no > getvariable('owners') and owner_no % 2 = 0 then 'inside sales'
        else 'sales'
    end as team,
    if(is_seller, 'account executive', 'success manager') as role,
    -- Before the first leads.
    getvariable('first_day') - between_whole(90, 900, dice(owner_no, 'joined')) as started_on,
    null::date as ended_on,
from story.owners;

set variable sellers = (select count(*) from story.owners where is_seller);
set variable managers = (select count(*) from story.owners where not is_seller);
