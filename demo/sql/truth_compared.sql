-- Each account's day compared with an earlier one (story.pairs: account_no, day, previous_day):
-- what moved because rates did, and what the customer moved.
create or replace table story.compared as
with account_currencies as (
    select distinct account_no, currency
    from story.balances
),

amounts as (
    select
        pairs.account_no,
        pairs.day,
        account_currencies.currency,
        coalesce(now.amount, 0) as amount,
        coalesce(now.gross, 0) as gross,
        coalesce(now.trial, 0) as trial,
        coalesce(before.amount, 0) as amount_before,
        rates_now.rate,
        coalesce(rates_before.rate, rates_now.rate) as rate_before,
    from story.pairs
    inner join account_currencies using (account_no)
    left join story.balances as now
        on now.account_no = pairs.account_no
        and now.day = pairs.day
        and now.currency = account_currencies.currency
    left join story.balances as before
        on before.account_no = pairs.account_no
        and before.day = pairs.previous_day
        and before.currency = account_currencies.currency
    inner join story.day_rates as rates_now
        on rates_now.day = pairs.day and rates_now.currency = account_currencies.currency
    left join story.day_rates as rates_before
        on rates_before.day = pairs.previous_day
        and rates_before.currency = account_currencies.currency
),

valued as (
    select
        account_no,
        day,
        round(amount * rate, 10)::decimal(28, 10) as mrr,
        round(amount_before * rate_before, 10)::decimal(28, 10) as previous_mrr,
        round(amount_before * rate, 10)::decimal(28, 10) as previous_at_new_rate,
        round(gross * rate, 10)::decimal(28, 10) as gross_mrr,
        round(trial * rate, 10)::decimal(28, 10) as trial_mrr,
    from amounts
),

summed as (
    select
        account_no,
        day,
        sum(mrr)::decimal(28, 10) as mrr,
        sum(previous_mrr)::decimal(28, 10) as previous_mrr,
        sum(mrr - previous_at_new_rate)::decimal(28, 10) as own_change,
        sum(previous_at_new_rate - previous_mrr)::decimal(28, 10) as rate_change,
        sum(gross_mrr)::decimal(28, 10) as gross_mrr,
        sum(trial_mrr)::decimal(28, 10) as trial_mrr,
    from valued
    group by account_no, day
),

starts as (
    select pairs.account_no, pairs.day, bool_or(is_first_start) as is_new
    from story.pairs
    inner join story.customer_days
        on customer_days.account_no = pairs.account_no
        and customer_days.day <= pairs.day
        and customer_days.day > coalesce(pairs.previous_day, date '0001-01-01')
        and customer_days.is_start
    group by all
)

select
    summed.*,
    today.is_customer,
    case
        when today.is_customer and not coalesce(earlier.is_customer, false)
            then if(starts.is_new, 'new', 'reactivation')
        when coalesce(earlier.is_customer, false) and not today.is_customer then 'churn'
        when own_change > 0 then 'expansion'
        when own_change < 0 then 'contraction'
    end as movement_type,
from story.pairs
inner join summed using (account_no, day)
inner join story.customer_days as today using (account_no, day)
left join story.customer_days as earlier
    on earlier.account_no = pairs.account_no and earlier.day = pairs.previous_day
left join starts on starts.account_no = pairs.account_no and starts.day = pairs.day;
