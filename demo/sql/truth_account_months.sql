-- Month ends compared with month ends, from the month of the first revenue or trial.
create or replace table truth.account_months as
with first_days as (
    select account_no, date_trunc('month', min(day))::date as first_month
    from story.customer_days
    where is_paying or is_on_trial
    group by account_no
)

select
    account_key(account_no) as account_id,
    date_trunc('month', day)::date as date_month,
    mrr,
    previous_mrr,
    if(movement_type = 'new', own_change, 0)::decimal(28, 10) as new_mrr,
    if(movement_type = 'expansion', own_change, 0)::decimal(28, 10) as expansion_mrr,
    if(movement_type = 'contraction', own_change, 0)::decimal(28, 10) as contraction_mrr,
    if(movement_type = 'churn', own_change, 0)::decimal(28, 10) as churned_mrr,
    if(movement_type = 'reactivation', own_change, 0)::decimal(28, 10) as reactivation_mrr,
    rate_change as exchange_rate_mrr,
    trial_mrr,
    gross_mrr,
    (gross_mrr - mrr)::decimal(28, 10) as discount_mrr,
    is_customer as is_active,
from story.compared
inner join first_days using (account_no)
where date_trunc('month', day)::date >= first_month;
