with customer_tasks as (
    select * from {{ ref('customer_tasks') }}
),

task_results as (
    select * from {{ ref('task_results') }}
    where is_compared
),

plays as (
    select * from {{ ref('int_effectiveness__plays') }}
),

first_worked as (
    {{ first_worked('customer_tasks') }}
),

-- A task whose reason ended in time was not done, and need not be.
work as (
    select
        plays.kind,
        plays.play,
        min(customer_tasks.opened_on) as worked_from,
        count(*) as tasks,
        count(case when customer_tasks.is_held_out then 1 end) as held_out,
        count(case when customer_tasks.status = 'waiting' then 1 end) as waiting,
        count(
            case
                when
                    not coalesce(customer_tasks.is_held_out, false)
                    and customer_tasks.due_on <= {{ as_of_date() }}
                    and (
                        coalesce(customer_tasks.completed_on <= customer_tasks.due_on, false)
                        or coalesce(customer_tasks.reason_ended_on > customer_tasks.due_on, true)
                    )
                    then 1
            end
        ) as due,
        count(
            case
                when
                    not coalesce(customer_tasks.is_held_out, false)
                    and customer_tasks.due_on <= {{ as_of_date() }}
                    and customer_tasks.completed_on <= customer_tasks.due_on
                    then 1
            end
        ) as done_in_time,
        count(customer_tasks.contacted_on) as contacted,
        count(
            case
                when
                    customer_tasks.contacted_on is not null
                    and customer_tasks.outcome <> 'not_reached'
                    then 1
            end
        ) as reached
    from plays
    inner join first_worked
        on plays.kind = first_worked.kind
    inner join customer_tasks
        on
            plays.kind = customer_tasks.kind
            and (plays.play = 'all' or plays.play = customer_tasks.play)
            and first_worked.worked_from <= customer_tasks.opened_on
    group by plays.kind, plays.play
),

-- DECISIONS.md, "What counts as left alone": where chance draws, all tasks of a reason are alike.
groups_of_likes as (
    select
        plays.kind,
        plays.play,
        plays.method,
        task_results.horizon_days,
        task_results.reason,
        case when plays.method = 'matched' then coalesce(task_results.risk_decile, 0) end
            as risk_decile,
        case when plays.method = 'matched' then coalesce(task_results.customer_tier, '') end
            as customer_tier,
        case when plays.method = 'matched' then coalesce(task_results.lifecycle_stage, '') end
            as lifecycle_stage,
        case when task_results.side = 'acted_on' then 1 else 0 end as is_acted_on,
        case when task_results.has_result then 1 else 0 end as has_result,
        coalesce(task_results.value_mrr, 0) as value_mrr
    from plays
    inner join task_results
        on
            plays.kind = task_results.kind
            and (plays.play = 'all' or plays.play = task_results.play)
            and (plays.method = 'matched' or task_results.is_drawn)
),

strata as (
    select
        kind,
        play,
        method,
        horizon_days,
        sum(is_acted_on) as acted_on,
        sum(is_acted_on * has_result) as acted_on_with_result,
        sum(1 - is_acted_on) as left_alone,
        sum((1 - is_acted_on) * has_result) as left_alone_with_result,
        sum(is_acted_on * value_mrr) as mrr_at_stake
    from groups_of_likes
    group by
        kind, play, method, horizon_days, reason, risk_decile, customer_tier, lifecycle_stage
),

sums as (
    select
        kind,
        play,
        method,
        horizon_days,
        cast(sum(acted_on) as bigint) as acted_on,
        cast(sum(acted_on_with_result) as bigint) as acted_on_with_result,
        cast(sum(left_alone) as bigint) as left_alone,
        cast(sum(left_alone_with_result) as bigint) as left_alone_with_result,
        {{ as_money(
            'sum(case when acted_on > 0 and left_alone > 0 then mrr_at_stake else 0 end)'
        ) }} as mrr_at_stake,
        {{ stratified_sums(
            'acted_on', 'acted_on_with_result', 'left_alone', 'left_alone_with_result'
        ) }}
    from strata
    group by kind, play, method, horizon_days
),

-- DECISIONS.md, "A verdict needs its interval": one draw has Newcombe's.
judged as (
    select
        *,
        case
            when method = 'random_hold_out' and compared_strata = 1
                then
                    case
                        when
                            least(compared_group, compared_others) >= {{ var('effect_minimum') }}
                            then 'newcombe'
                    end
            when {{ is_enough_to_compare(
                'compared_group', 'compared_group_successes',
                'compared_others', 'compared_other_successes'
            ) }}
                then 'pooled'
        end as interval_kind
    from sums
),

differences as (
    select
        *,
        case when interval_kind is not null then {{ rounded(stratified_difference(), 6) }} end
            as difference,
        case interval_kind
            when 'newcombe'
                then {{ difference_of_shares(
                    'compared_group_successes', 'compared_group',
                    'compared_other_successes', 'compared_others', 'low'
                ) }}
            when 'pooled' then {{ stratified_limit('low') }}
        end as difference_low,
        case interval_kind
            when 'newcombe'
                then {{ difference_of_shares(
                    'compared_group_successes', 'compared_group',
                    'compared_other_successes', 'compared_others', 'high'
                ) }}
            when 'pooled' then {{ stratified_limit('high') }}
        end as difference_high
    from judged
),

horizons as (
    {% for days in [30, 60, 90] -%}
    select cast({{ days }} as integer) as horizon_days
    {{ 'union all' if not loop.last }}
    {% endfor -%}
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
        coalesce(differences.acted_on, 0) as acted_on,
        coalesce(differences.acted_on_with_result, 0) as acted_on_with_result,
        {{ rate('differences.acted_on_with_result', 'differences.acted_on') }}
            as acted_on_result_rate,
        coalesce(differences.left_alone, 0) as left_alone,
        coalesce(differences.left_alone_with_result, 0) as left_alone_with_result,
        {{ rate('differences.left_alone_with_result', 'differences.left_alone') }}
            as left_alone_result_rate,
        coalesce(differences.compared_strata, 0) as compared_strata,
        coalesce(differences.compared_group, 0) as compared_acted_on,
        coalesce(differences.compared_others, 0) as compared_left_alone,
        differences.difference as result_difference,
        differences.difference_low as result_difference_low,
        differences.difference_high as result_difference_high,
        {{ verdict_of('differences.difference_low', 'differences.difference_high') }} as verdict,
        {{ as_money('coalesce(differences.mrr_at_stake, 0)') }} as mrr_at_stake,
        {{ double_as_money('differences.difference * differences.mrr_at_stake') }} as net_mrr,
        {{ double_as_money('differences.difference_low * differences.mrr_at_stake') }}
            as net_mrr_low,
        {{ double_as_money('differences.difference_high * differences.mrr_at_stake') }}
            as net_mrr_high
    from plays
    cross join horizons
    left join work
        on
            plays.kind = work.kind
            and plays.play = work.play
    left join differences
        on
            plays.kind = differences.kind
            and plays.play = differences.play
            and horizons.horizon_days = differences.horizon_days
)

select * from final
