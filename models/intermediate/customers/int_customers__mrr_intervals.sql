with account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

-- DECISIONS.md, "A customer's tier": employees and rank are those of now.
accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

customer_tiers as (
    select * from {{ ref('customer_tiers') }}
),

intervals as (
    select
        account_changes.account_id,
        account_changes.change_date as from_date,
        coalesce(
            lead(account_changes.change_date) over (
                partition by account_changes.account_id
                order by account_changes.change_date
            ),
            {{ forever() }}
        ) as to_date,
        account_changes.mrr_after as mrr,
        {{ as_money('account_changes.mrr_after * 12') }} as arr
    from account_changes
),

rules_that_fit as (
    select
        intervals.account_id,
        intervals.from_date,
        min(customer_tiers.rule_number) as rule_number
    from intervals
    left join accounts
        on intervals.account_id = accounts.account_id
    inner join customer_tiers
        on
            (customer_tiers.minimum_arr is null or intervals.arr >= customer_tiers.minimum_arr)
            and (
                customer_tiers.minimum_employees is null
                or accounts.employee_count >= customer_tiers.minimum_employees
            )
            and (
                customer_tiers.maximum_industry_rank is null
                or accounts.industry_rank <= customer_tiers.maximum_industry_rank
            )
    group by intervals.account_id, intervals.from_date
),

final as (
    select
        intervals.account_id,
        intervals.from_date,
        intervals.to_date,
        intervals.mrr,
        intervals.arr,
        customer_tiers.customer_tier
    from intervals
    left join rules_that_fit
        on
            intervals.account_id = rules_that_fit.account_id
            and intervals.from_date = rules_that_fit.from_date
    left join customer_tiers
        on rules_that_fit.rule_number = customer_tiers.rule_number
)

select * from final
