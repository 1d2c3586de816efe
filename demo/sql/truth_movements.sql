-- Every day compared with the day before. A customer who leaves a free plan is a churn of 0.
create or replace table truth.movements as
select
    account_key(account_no) as account_id,
    day as movement_date,
    movement_type,
    own_change as amount,
from story.compared
where movement_type is not null
union all
select account_key(account_no), day, 'exchange_rate', rate_change
from story.compared
where rate_change != 0;
