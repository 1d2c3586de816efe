{%- set contact_days = var('effect_contact_days') -%}

with worked_tasks as (
    select * from {{ ref('int_effectiveness__worked_tasks') }}
),

plays as (
    select * from {{ ref('int_effectiveness__plays') }}
),

task_days as (
    select * from {{ ref('int_effectiveness__task_days') }}
),

openings as (
    select * from task_days
    where days = 0
),

landmarks as (
    select * from task_days
    where days = {{ contact_days }}
),

-- DECISIONS.md, "What counts as left alone": all who were drawn, else who is as on the first day.
judged as (
    select
        worked_tasks.*,
        plays.play as compared_play,
        plays.method,
        horizons.days as horizon_days,
        horizons.has_result,
        case
            when plays.method = 'random_hold_out' then not worked_tasks.is_held_out
            else
                coalesce(
                    worked_tasks.contacted_on <= cast({{ dbt.dateadd(
                        'day', contact_days, 'worked_tasks.opened_on'
                    ) }} as date),
                    false
                )
        end as is_acted_on
    from worked_tasks
    inner join plays
        on
            worked_tasks.kind = plays.kind
            and (plays.play = 'all' or worked_tasks.play = plays.play)
            and (plays.method = 'matched' or worked_tasks.is_drawn)
    inner join task_days as horizons
        on
            worked_tasks.task_id = horizons.task_id
            and horizons.days in (30, 60, 90)
    inner join openings
        on worked_tasks.task_id = openings.task_id
    inner join landmarks
        on worked_tasks.task_id = landmarks.task_id
    where
        plays.method = 'random_hold_out'
        or (
            openings.has_result = landmarks.has_result
            and openings.is_customer = landmarks.is_customer
        )
),

final as (
    select
        kind,
        compared_play as play,
        method,
        horizon_days,
        reason,
        case when method = 'matched' then coalesce(risk_decile, 0) else 0 end as risk_decile,
        case when method = 'matched' then coalesce(customer_tier, 'unknown') else 'all' end
            as customer_tier,
        case when method = 'matched' then coalesce(lifecycle_stage, 'unknown') else 'all' end
            as lifecycle_stage,
        count(case when is_acted_on then 1 end) as acted_on,
        cast(sum(case when is_acted_on then has_result else 0 end) as bigint)
            as acted_on_with_result,
        count(case when not is_acted_on then 1 end) as left_alone,
        cast(sum(case when is_acted_on then 0 else has_result end) as bigint)
            as left_alone_with_result,
        {{ as_money('sum(case when is_acted_on then coalesce(value_mrr, 0) else 0 end)') }}
            as mrr_at_stake
    from judged
    group by
        kind,
        compared_play,
        method,
        horizon_days,
        reason,
        case when method = 'matched' then coalesce(risk_decile, 0) else 0 end,
        case when method = 'matched' then coalesce(customer_tier, 'unknown') else 'all' end,
        case when method = 'matched' then coalesce(lifecycle_stage, 'unknown') else 'all' end
)

select * from final
