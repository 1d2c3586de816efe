with trials as (
    select
        stage_intervals.account_id,
        stage_intervals.valid_from,
        nullif(stage_intervals.valid_to, {{ forever() }}) as valid_to,
        accounts.size_band
    from {{ ref('int_customers__stage_intervals') }} as stage_intervals
    inner join {{ ref('int_revenue__accounts') }} as accounts
        on stage_intervals.account_id = accounts.account_id
    where stage_intervals.lifecycle_stage = 'trial'
),

rules as (
    select * from {{ ref('int_sales__rules') }}
),

days_of_use as (
    select distinct
        account_id,
        event_date
    from {{ ref('int_usage__feature_days') }}
),

-- DECISIONS.md, "What is not recorded is no breach".
recorded as (
    select min(event_date) as recorded_from
    from days_of_use
),

touches as (
    select
        trials.account_id,
        trials.valid_from,
        days_of_use.event_date as touched_on
    from trials
    inner join days_of_use
        on
            trials.account_id = days_of_use.account_id
            and trials.valid_from <= days_of_use.event_date
            and coalesce(trials.valid_to, {{ forever() }}) > days_of_use.event_date
    union
    select
        trials.account_id,
        trials.valid_from,
        greatest(trials.valid_from, recorded.recorded_from) as touched_on
    from trials
    cross join recorded
    where coalesce(trials.valid_to, {{ forever() }}) > recorded.recorded_from
),

gaps as (
    select
        touches.account_id,
        trials.size_band,
        touches.touched_on,
        coalesce(
            lead(touches.touched_on) over (
                partition by touches.account_id, touches.valid_from
                order by touches.touched_on
            ),
            trials.valid_to
        ) as ended_on
    from touches
    inner join trials
        on
            touches.account_id = trials.account_id
            and touches.valid_from = trials.valid_from
),

beginnings as (
    select
        rules.rule,
        gaps.account_id,
        rules.severity,
        cast({{ dbt.dateadd(
            'hour', 'rules.limit_hours', 'cast(gaps.touched_on as timestamp)'
        ) }} as date) as since,
        gaps.ended_on as resolved_on
    from gaps
    inner join rules
        on
            rules.rule = 'trial_gone_quiet'
            and gaps.size_band = rules.segment
),

final as (
    select
        rule,
        'account' as subject_type,
        account_id as subject_id,
        cast(null as {{ dbt.type_string() }}) as detail,
        severity,
        since,
        resolved_on
    from beginnings
    where
        resolved_on is null
        or resolved_on > since
)

select * from final
