-- Who leads which life from when; and the CRM's view of it.
create or replace table story.accounts as
with numbered as (
    select unnest(range(1, getvariable('accounts') + 1))::int as account_no,
),

-- By rank, not by chance alone: a hundred accounts hold every story.
placed as (
    select
        account_no,
        (
            row_number() over (
                order by hash(account_no, 'place', getvariable('seed')), account_no
            ) - 1
        ) % 100 as place,
    from numbered
),

cast_in_stories as (
    select placed.account_no, stories.*,
    from placed
    inner join story.stories on placed.place between stories.place_from and stories.place_to
),

with_tempo as (
    select
        *,
        if(
            span = 0, 1,
            between_whole(
                1,
                greatest(1, least(fastest, (getvariable('months') - 4) // span)),
                dice(account_no, 'tempo')
            )
        ) as tempo,
    from cast_in_stories
),

with_latest as (
    select
        *,
        (
            getvariable('last_day') - to_months(tempo * span)
            - to_days(case when is_open then ends_after_days when span = 0 then 1 else 45 end)
        )::date as latest_on,
    from with_tempo
),

-- More of them early on: a company that is two years old still has its first customers. Those to
-- whom nothing happens may begin on any day up to the last.
with_start as (
    select
        *,
        case
            when is_open then latest_on
            else getvariable('first_day')
                + floor(
                    pow(dice(account_no, 'start'), if(span = 0, 0.8, 1.4))
                    * (latest_on - getvariable('first_day'))
                )::int
        end as drawn_on,
    from with_latest
)

select
    account_no,
    story,
    is_internal,
    tempo,
    if(in_month, date_trunc('month', drawn_on)::date + 1, drawn_on) as started_on,
    started_on::timestamp - to_days(between_whole(0, 30, dice(account_no, 'created')))
        as created_at,
    -- Now and then something happens exactly at midnight, where half-open intervals meet.
    if(dice(account_no, 'midnight') < 0.05, 0,
        6 * 3600 + between_whole(0, 8 * 3600, dice(account_no, 'second'))) as second_of_day,
    between_whole(
        lowest, highest, pow(dice(account_no, 'level'), 1.3)
    ) as first_level,
    coalesce(
        billing,
        pick(
            ['month', 'month', 'month', 'month', 'month', 'month',
                'year', 'year', 'quarter', 'week'],
            dice(account_no, 'billing')
        )
    ) as first_billing,
    pick(
        ['USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'USD', 'EUR', 'EUR', 'GBP'],
        dice(account_no, 'currency')
    ) as currency,
    seats_of(account_no) as first_seats,
    0.4 + 1.2 * dice(account_no, 'intensity') as intensity,
from with_start;

create or replace table raw.accounts as
with described as (
    select
        account_no,
        account_key(account_no) as account_id,
        name_of(account_no, account_no) as account_name,
        printf('company%06d.example', account_no) as domain,
        industry_of(account_no) as industry,
        between_whole(1, 500, dice(account_no, 'rank')) as industry_rank,
        employees_of(account_no, first_seats) as employee_count,
        country_of(account_no) as country,
        if(
            account_no % 29 = 0 and not is_internal, account_key(account_no - 1), null
        ) as parent_account_id,
        printf('own_%04d', between_whole(1, getvariable('owners')::int, dice(account_no, 'owner')))
            as owner_id,
        is_internal,
        created_at,
    from story.accounts
),

newest as (
    select
        *,
        least(
            created_at + to_days(between_whole(20, 200, dice(account_no, 'updated'))),
            getvariable('cutoff') - interval 1 day
        ) as updated_at,
    from described
),

-- Planted: an older version of some accounts, to be discarded by updated_at.
versions as (
    from newest
    union all
    select * replace (
        account_name || ' (old)' as account_name,
        'Unknown' as industry,
        created_at as updated_at
    )
    from newest
    where account_no % 41 = 7
)

select * exclude (account_no)
from versions;
