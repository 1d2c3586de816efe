-- What the company's revenue truly was, found by looking: at the last instant of each day (or, for
-- a large company, of each day on which anything happens and of each month's last day) every item
-- is priced, summed per account and currency, converted, and compared with the day or month before.
create or replace table story.looked_at as
with own_accounts as (
    select account_no, min(happens_on) as first_on
    from story.steps
    inner join story.accounts using (account_no)
    where not is_internal
    group by account_no
),

every_day as (
    select
        account_no,
        unnest(generate_series(
            first_on::timestamp, getvariable('last_day')::timestamp, interval 1 day
        ))::date as day,
    from own_accounts
    where getvariable('every_day')
),

month_ends as (
    select account_no, least(last_day(month_on::date), getvariable('last_day')) as day
    from (
        select
            account_no,
            unnest(generate_series(
                date_trunc('month', first_on), getvariable('last_day')::timestamp, interval 1 month
            )) as month_on,
        from own_accounts
    )
),

changes as (
    select account_no, happens_on as day
    from story.steps
    inner join own_accounts using (account_no)
    union all
    select account_no, ended_at::date as day
    from story.discounts
    inner join own_accounts using (account_no)
    where ended_at is not null
)

select distinct account_no, day
from (from every_day union all from month_ends union all from changes)
where day <= getvariable('last_day');

create or replace table story.instants as
select account_no, day::timestamp + interval 1 day - interval 1 microsecond as instant
from story.looked_at;
