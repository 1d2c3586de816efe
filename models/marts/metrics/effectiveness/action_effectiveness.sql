with plays as (
    select * from {{ ref('int_effectiveness__plays') }}
),

work as (
    select * from {{ ref('int_effectiveness__work') }}
),

effects as (
    select * from {{ ref('int_effectiveness__effects') }}
),

horizons as (
    {% for days in [30, 60, 90] -%}
    select cast({{ days }} as integer) as horizon_days
    {{ 'union all' if not loop.last }}
    {% endfor -%}
),

judged as (
    select
        *,
        case when is_sufficient then difference end as stated_difference,
        case when is_sufficient then difference_low end as stated_low,
        case when is_sufficient then difference_high end as stated_high
    from effects
),

-- DECISIONS.md, "Net MRR kept or won": the difference times what was at stake.
final as (
    select
        plays.kind,
        plays.play,
        horizons.horizon_days,
        plays.result_measure,
        plays.method,
        work.worked_from,
        coalesce(work.tasks, 0) as tasks,
        coalesce(work.held_out, 0) as held_out,
        coalesce(work.waiting, 0) as waiting,
        coalesce(work.due, 0) as due,
        coalesce(work.done_in_time, 0) as done_in_time,
        {{ rate('work.done_in_time', 'work.due') }} as done_in_time_rate,
        coalesce(work.contacted, 0) as contacted,
        coalesce(work.reached, 0) as reached,
        {{ rate('work.reached', 'work.contacted') }} as reached_rate,
        coalesce(judged.acted_on, 0) as acted_on,
        coalesce(judged.acted_on_with_result, 0) as acted_on_with_result,
        {{ rate('judged.acted_on_with_result', 'judged.acted_on') }} as acted_on_result_rate,
        coalesce(judged.left_alone, 0) as left_alone,
        coalesce(judged.left_alone_with_result, 0) as left_alone_with_result,
        {{ rate('judged.left_alone_with_result', 'judged.left_alone') }} as left_alone_result_rate,
        coalesce(judged.compared_strata, 0) as compared_strata,
        coalesce(judged.compared_acted_on, 0) as compared_acted_on,
        coalesce(judged.compared_left_alone, 0) as compared_left_alone,
        judged.stated_difference as result_difference,
        judged.stated_low as result_difference_low,
        judged.stated_high as result_difference_high,
        {{ verdict_of('judged.stated_low', 'judged.stated_high') }} as verdict,
        {{ as_money('coalesce(judged.mrr_at_stake, 0)') }} as mrr_at_stake,
        {{ double_as_money('judged.stated_difference * judged.mrr_at_stake') }} as net_mrr,
        {{ double_as_money('judged.stated_low * judged.mrr_at_stake') }} as net_mrr_low,
        {{ double_as_money('judged.stated_high * judged.mrr_at_stake') }} as net_mrr_high
    from plays
    cross join horizons
    left join work
        on
            plays.kind = work.kind
            and plays.play = work.play
    left join judged
        on
            plays.kind = judged.kind
            and plays.play = judged.play
            and plays.method = judged.method
            and horizons.horizon_days = judged.horizon_days
)

select * from final
