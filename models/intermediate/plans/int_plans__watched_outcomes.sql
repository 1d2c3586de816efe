with watched_accounts as (
    select * from {{ ref('int_plans__watched_accounts') }}
    where cast({{ dbt.dateadd('day', 90, 'watched_from') }} as date) <= {{ as_of_date() }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

account_changes as (
    select
        account_id,
        change_date,
        customer_amount
    from {{ ref('int_revenue__account_changes') }}
    where customer_amount <> 0
),

watches as (
    select distinct
        account_id,
        watched_from,
        cast({{ dbt.dateadd('day', 90, 'watched_from') }} as date) as watched_to
    from watched_accounts
),

-- At the rates of each day, so that rates move nothing.
movements as (
    select
        watches.account_id,
        watches.watched_from,
        sum(account_changes.customer_amount) as customer_amount
    from watches
    inner join account_changes
        on
            watches.account_id = account_changes.account_id
            and watches.watched_from < account_changes.change_date
            and watches.watched_to >= account_changes.change_date
    group by watches.account_id, watches.watched_from
),

departures as (
    select
        watches.account_id,
        watches.watched_from,
        customer_spells.ended_on <= watches.watched_to as is_churned
    from watches
    inner join customer_spells
        on
            watches.account_id = customer_spells.account_id
            and watches.watched_from >= customer_spells.started_on
            and watches.watched_from < customer_spells.ended_on
),

final as (
    select
        watched_accounts.quarter,
        watched_accounts.plan_id,
        watched_accounts.watched_group,
        watched_accounts.change_kind,
        watched_accounts.account_id,
        watched_accounts.watched_from,
        watched_accounts.mrr,
        departures.is_churned,
        {{ as_money(
            'case when departures.is_churned then 0'
            ~ ' else greatest(-coalesce(movements.customer_amount, 0), 0) end'
        ) }} as contracted_mrr
    from watched_accounts
    inner join departures
        on
            watched_accounts.account_id = departures.account_id
            and watched_accounts.watched_from = departures.watched_from
    left join movements
        on
            watched_accounts.account_id = movements.account_id
            and watched_accounts.watched_from = movements.watched_from
)

select * from final
