with changes as (
    select * from {{ ref('int_plans__changes') }}
    where from_plan_id <> to_plan_id
),

change_amounts as (
    select * from {{ ref('int_plans__change_amounts') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

-- A new price of the same offer is a change of plan in some billing systems: not a step up or down.
directed as (
    select
        changes.account_id,
        changes.from_plan_id,
        changes.to_plan_id,
        cast({{ dbt.date_trunc('month', 'changes.change_date') }} as date) as date_month,
        case changes.change_kind
            when 'plan_up' then 'upgrade'
            when 'plan_down' then 'downgrade'
            else 'sideways'
        end as direction,
        cast(
            {{ dbt.datediff('changes.customer_since', 'changes.change_date', 'day') }}
            as double
        ) as days_as_customer,
        change_amounts.mrr_before,
        change_amounts.mrr_after
    from changes
    inner join change_amounts
        on
            changes.account_id = change_amounts.account_id
            and changes.change_date = change_amounts.change_date
),

summed as (
    select
        date_month,
        from_plan_id,
        to_plan_id,
        direction,
        count(*) as changes,
        count(distinct account_id) as accounts,
        {{ as_money('sum(mrr_before)') }} as mrr_before,
        {{ as_money('sum(mrr_after)') }} as mrr_after,
        cast(
            percentile_cont(0.5) within group (order by days_as_customer) as double
        ) as median_days_as_customer
    from directed
    group by date_month, from_plan_id, to_plan_id, direction
),

final as (
    select
        summed.date_month,
        summed.from_plan_id,
        summed.to_plan_id,
        summed.direction,
        from_plans.plan_name as from_plan_name,
        from_plans.plan_tier as from_plan_tier,
        {{ contract_term('from_plans.billing_interval', 'from_plans.interval_count') }}
            as from_contract_term,
        to_plans.plan_name as to_plan_name,
        to_plans.plan_tier as to_plan_tier,
        {{ contract_term('to_plans.billing_interval', 'to_plans.interval_count') }}
            as to_contract_term,
        summed.changes,
        summed.accounts,
        summed.mrr_before,
        summed.mrr_after,
        {{ as_money('summed.mrr_after - summed.mrr_before') }} as mrr_change,
        summed.median_days_as_customer,
        last_day(summed.date_month) <= {{ as_of_date() }} as is_complete
    from summed
    left join plans as from_plans
        on summed.from_plan_id = from_plans.plan_id
    left join plans as to_plans
        on summed.to_plan_id = to_plans.plan_id
)

select * from final
