with task_rules as (
    select * from {{ ref('task_rules') }}
    where is_enabled
),

task_measures as (
    select * from {{ ref('task_measures') }}
),

kinds as (
    select
        kind,
        'all' as play,
        max(case when hold_out_share > 0 then 1 else 0 end) as is_drawn
    from task_rules
    group by kind
    union all
    select
        kind,
        play,
        max(case when hold_out_share > 0 then 1 else 0 end) as is_drawn
    from task_rules
    group by kind, play
),

final as (
    select
        kinds.kind,
        kinds.play,
        task_measures.result_measure,
        case when kinds.is_drawn = 1 then 'random_hold_out' else 'matched' end as method
    from kinds
    inner join task_measures
        on kinds.kind = task_measures.kind
)

select * from final
