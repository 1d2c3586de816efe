-- If this fails, daily movements and month ends tell different stories: finance closes on one of
-- them while the other is shown to everybody else.
with movements as (
    select
        account_id,
        sum(amount) as mrr
    from {{ ref('mrr_movements') }}
    group by account_id
),

current_months as (
    select
        account_id,
        mrr
    from {{ ref('monthly_recurring_revenue') }}
    where date_month = {{ dbt.date_trunc('month', as_of_date()) }}
)

select
    movements.account_id,
    movements.mrr as mrr_by_movements,
    current_months.mrr as mrr_at_month_end
from movements
full outer join current_months
    on movements.account_id = current_months.account_id
where abs(coalesce(movements.mrr, 0) - coalesce(current_months.mrr, 0)) > 0.0001
