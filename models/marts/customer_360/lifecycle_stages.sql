with stage_intervals as (
    select * from {{ ref('int_customers__stage_intervals') }}
),

stage_risks as (
    select * from {{ ref('int_health__stage_risks') }}
),

last_risks as (
    select
        stage_intervals.account_id,
        stage_intervals.valid_from,
        max(stage_risks.measured_on) as measured_on
    from stage_intervals
    inner join stage_risks
        on
            stage_intervals.account_id = stage_risks.account_id
            and stage_intervals.valid_from <= stage_risks.measured_on
            and stage_intervals.valid_to > stage_risks.measured_on
    group by stage_intervals.account_id, stage_intervals.valid_from
),

final as (
    select
        stage_intervals.account_id,
        stage_intervals.lifecycle_stage,
        stage_intervals.valid_from,
        stage_intervals.valid_to,
        stage_intervals.valid_to = {{ forever() }} as is_current,
        cast(
            {{ dbt.datediff(
                'stage_intervals.valid_from',
                'case when stage_intervals.valid_to = ' ~ forever() ~ ' then cast('
                ~ dbt.dateadd('day', 1, as_of_date())
                ~ ' as date) else stage_intervals.valid_to end',
                'day'
            ) }} as integer
        ) as days,
        stage_risks.active_days_28_days,
        stage_risks.risk_degree
    from stage_intervals
    left join last_risks
        on
            stage_intervals.account_id = last_risks.account_id
            and stage_intervals.valid_from = last_risks.valid_from
    left join stage_risks
        on
            last_risks.account_id = stage_risks.account_id
            and last_risks.measured_on = stage_risks.measured_on
)

select * from final
