with units as (
    select * from {{ ref('int_experiments__units') }}
    where standing = 'compared'
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
    where unit = 'account'
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

accounts as (
    select units.*
    from units
    inner join plans
        on units.experiment_id = plans.experiment_id
),

new_customers as (
    select distinct
        accounts.experiment_id,
        accounts.unit_id
    from accounts
    inner join customer_spells
        on
            accounts.unit_id = customer_spells.account_id
            and customer_spells.started_on between accounts.exposed_on and accounts.matures_on
),

-- DECISIONS.md, "What an experiment counts": what a rate of exchange does is nobody's decision.
mrr_changes as (
    select
        accounts.experiment_id,
        accounts.unit_id,
        {{ as_money('sum(account_changes.customer_amount)') }} as revenue
    from accounts
    inner join account_changes
        on
            accounts.unit_id = account_changes.account_id
            and account_changes.change_date between accounts.exposed_on and accounts.matures_on
    group by accounts.experiment_id, accounts.unit_id
),

final as (
    select
        accounts.experiment_id,
        accounts.unit_id,
        new_customers.unit_id is not null as has_become_customer,
        coalesce(mrr_changes.revenue, 0) as revenue
    from accounts
    left join new_customers
        on
            accounts.experiment_id = new_customers.experiment_id
            and accounts.unit_id = new_customers.unit_id
    left join mrr_changes
        on
            accounts.experiment_id = mrr_changes.experiment_id
            and accounts.unit_id = mrr_changes.unit_id
)

select * from final
