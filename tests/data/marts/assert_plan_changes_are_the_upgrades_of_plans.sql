-- If this fails, the upgrades between pairs of plans are not those that the plans report.
with from_pairs as (
    select
        date_month,
        from_plan_id as plan_id,
        sum(case when direction = 'upgrade' then changes else 0 end) as upgrades,
        sum(case when direction = 'downgrade' then changes else 0 end) as downgrades
    from {{ ref('plan_changes') }}
    where direction <> 'sideways'
    group by date_month, from_plan_id
),

of_plans as (
    select
        date_month,
        plan_id,
        upgrades_out as upgrades,
        downgrades_out as downgrades
    from {{ ref('plan_performance') }}
    where
        upgrades_out > 0
        or downgrades_out > 0
)

{{ rows_that_differ('from_pairs', 'of_plans') }}
