with periods as (
    select * from {{ ref('int_programs__periods') }}
    where is_decided
),

measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
    where is_customer
),

account_measures as (
    select * from {{ ref('int_usage__account_measures') }}
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

-- DECISIONS.md, "Who is comparable with users of a program": customers from before it to its end.
customers as (
    select
        periods.period_type,
        periods.period_start,
        periods.period_end,
        measured_accounts.account_id,
        measured_accounts.customer_tier,
        measured_accounts.lifecycle_stage,
        coalesce(account_measures.events_28_days, 0) as events_28_days,
        case when spells.ended_on > periods.outcome_on then 1 else 0 end as is_retained
    from periods
    inner join measured_accounts
        on periods.measured_on = measured_accounts.measured_on
    inner join spells
        on
            measured_accounts.account_id = spells.account_id
            and periods.measured_on >= spells.started_on
            and periods.measured_on < spells.ended_on
            and periods.period_end < spells.ended_on
    left join account_measures
        on
            measured_accounts.account_id = account_measures.account_id
            and measured_accounts.measured_on = account_measures.measured_on
),

-- Fifths of those who did anything; who did nothing is a group of its own.
final as (
    select
        period_type,
        period_start,
        period_end,
        account_id,
        customer_tier,
        lifecycle_stage,
        case
            when events_28_days = 0 then 0
            else
                cast(
                    ntile(5) over (
                        partition by
                            period_type,
                            period_start,
                            case when events_28_days = 0 then 0 else 1 end
                        order by events_28_days, account_id
                    ) as integer
                )
        end as activity_fifth,
        is_retained
    from customers
)

select * from final
