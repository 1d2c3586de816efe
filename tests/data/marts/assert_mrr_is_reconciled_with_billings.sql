-- If this fails, the bridge from MRR to what was invoiced does not reach the other side.
select
    date_month,
    min(mrr) as mrr,
    sum(amount) as amount,
    min(billings) as billings
from {{ ref('mrr_reconciliation') }}
group by date_month
having min(mrr) + sum(amount) <> min(billings)
