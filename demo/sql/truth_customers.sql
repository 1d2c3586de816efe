-- From the priced items of story.instants: balances per currency, and who was a customer when.
create or replace table story.balances as
select
    account_no,
    instant::date as day,
    currency,
    coalesce(sum(net) filter (state != 'trialing'), 0)::decimal(28, 10) as amount,
    coalesce(sum(gross) filter (state != 'trialing'), 0)::decimal(28, 10) as gross,
    coalesce(sum(net) filter (state = 'trialing'), 0)::decimal(28, 10) as trial,
    bool_or(state != 'trialing') as is_in_force,
    bool_or(state = 'trialing') as is_on_trial,
from story.priced
group by all;

-- An account is a customer from the day it pays, as long as something stays in force.
create or replace table story.customer_days as
with by_day as (
    select
        looked_at.account_no,
        looked_at.day,
        coalesce(bool_or(balances.amount > 0), false) as is_paying,
        coalesce(bool_or(balances.is_in_force), false) as is_in_force,
        coalesce(bool_or(balances.is_on_trial), false) as is_on_trial,
    from story.looked_at
    left join story.balances using (account_no, day)
    group by all
),

remembered as (
    select
        *,
        max(if(is_paying, day, null)) over so_far as last_paid_on,
        max(if(is_in_force, null, day)) over so_far as last_gap_on,
    from by_day
    window so_far as (
        partition by account_no
        order by day
        rows between unbounded preceding and current row
    )
),

classified as (
    select
        *,
        coalesce(last_paid_on > coalesce(last_gap_on, date '0001-01-01'), false) as is_customer,
    from remembered
),

with_start as (
    select
        *,
        is_customer and not coalesce(lag(is_customer) over by_account, false) as is_start,
    from classified
    window by_account as (partition by account_no order by day)
)

select
    account_no,
    day,
    is_paying,
    is_on_trial,
    is_customer,
    is_start,
    is_start and count(*) filter (is_start) over (
        partition by account_no
        order by day
        rows between unbounded preceding and current row
    ) = 1 as is_first_start,
from with_start;

-- The rate of each day: the newest one known; before the first, the first.
create or replace table story.day_rates as
with currencies as (
    select distinct from_currency as currency from raw.exchange_rates
),

days as (
    select distinct day from story.looked_at
)

select 'USD' as currency, day, 1.0::double as rate
from days
union all
select
    currencies.currency,
    days.day,
    coalesce(
        max_by(rates.rate, rates.rate_date) filter (rates.rate_date <= days.day),
        min_by(rates.rate, rates.rate_date)
    )::double as rate,
from currencies
cross join days
inner join raw.exchange_rates as rates on rates.from_currency = currencies.currency
group by all;
