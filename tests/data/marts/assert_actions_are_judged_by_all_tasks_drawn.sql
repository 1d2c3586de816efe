-- If this fails, tasks that chance gave away are lost on the way to the comparison, or counted twice: then it is
-- no longer one of all that were drawn.
with first_worked as (
    select
        kind,
        min(opened_on) as worked_from
    from {{ ref('customer_tasks') }}
    where outcome is not null
    group by kind
),

drawn as (
    select
        customer_tasks.kind,
        horizons.horizon_days,
        count(case when not customer_tasks.is_held_out then 1 end) as acted_on,
        count(case when customer_tasks.is_held_out then 1 end) as left_alone
    from {{ ref('customer_tasks') }} as customer_tasks
    inner join {{ ref('task_rules') }} as task_rules
        on
            customer_tasks.kind = task_rules.kind
            and customer_tasks.reason = task_rules.reason
    inner join first_worked
        on
            customer_tasks.kind = first_worked.kind
            and customer_tasks.opened_on >= first_worked.worked_from
    cross join (
        select 30 as horizon_days
        union all
        select 60 as horizon_days
        union all
        select 90 as horizon_days
    ) as horizons
    where
        task_rules.hold_out_share > 0
        and customer_tasks.opened_on >= coalesce(task_rules.hold_out_from, date '1900-01-01')
        and customer_tasks.opened_on <= coalesce(task_rules.hold_out_to, date '9999-12-31')
        and {{ dbt.datediff('customer_tasks.opened_on', as_of_date(), 'day') }}
        >= horizons.horizon_days
    group by customer_tasks.kind, horizons.horizon_days
),

published as (
    select * from {{ ref('action_effectiveness') }}
    where
        play = 'all'
        and method = 'random_hold_out'
        and acted_on + left_alone > 0
)

select
    coalesce(drawn.kind, published.kind) as kind,
    coalesce(drawn.horizon_days, published.horizon_days) as horizon_days,
    drawn.acted_on,
    published.acted_on as published_acted_on,
    drawn.left_alone,
    published.left_alone as published_left_alone
from drawn
full outer join published
    on
        drawn.kind = published.kind
        and drawn.horizon_days = published.horizon_days
where
    coalesce(drawn.acted_on, -1) <> coalesce(published.acted_on, -1)
    or coalesce(drawn.left_alone, -1) <> coalesce(published.left_alone, -1)
