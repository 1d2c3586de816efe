with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

stage_intervals as (
    select * from {{ ref('int_customers__stage_intervals') }}
    where lifecycle_stage not in ('lead', 'churned')
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
),

main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

renewal_windows as (
    select * from {{ ref('int_customers__renewal_windows') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

final as (
    select
        stage_intervals.account_id,
        measuring_days.measured_on,
        measuring_days.is_week_end,
        stage_intervals.lifecycle_stage,
        spells.account_id is not null as is_customer,
        spells.started_on as customer_since,
        case
            when spells.account_id is not null
                then {{ tenure_months('spells.started_on', 'measuring_days.measured_on') }}
        end as tenure_month,
        coalesce(mrr_intervals.mrr, 0) as mrr,
        coalesce(mrr_intervals.arr, 0) as arr,
        coalesce(mrr_intervals.customer_tier, 'unknown') as customer_tier,
        coalesce(main_intervals.plan_tier, 'unknown') as plan_tier,
        coalesce(main_intervals.billing_interval, 'unknown') as billing_interval,
        main_intervals.seats,
        renewal_windows.term_end as renews_on,
        coalesce(accounts.industry, 'unknown') as industry,
        accounts.size_band,
        coalesce(accounts.country, 'unknown') as country,
        accounts.channel
    from stage_intervals
    inner join measuring_days
        on
            stage_intervals.valid_from <= measuring_days.measured_on
            and stage_intervals.valid_to > measuring_days.measured_on
    inner join accounts
        on stage_intervals.account_id = accounts.account_id
    left join spells
        on
            stage_intervals.account_id = spells.account_id
            and measuring_days.measured_on >= spells.started_on
            and measuring_days.measured_on < spells.ended_on
    left join mrr_intervals
        on
            stage_intervals.account_id = mrr_intervals.account_id
            and measuring_days.measured_on >= mrr_intervals.from_date
            and measuring_days.measured_on < mrr_intervals.to_date
    left join main_intervals
        on
            stage_intervals.account_id = main_intervals.account_id
            and measuring_days.measured_on >= main_intervals.from_date
            and measuring_days.measured_on < main_intervals.to_date
    left join renewal_windows
        on
            stage_intervals.account_id = renewal_windows.account_id
            and measuring_days.measured_on >= renewal_windows.from_date
            and measuring_days.measured_on < renewal_windows.to_date
)

select * from final
