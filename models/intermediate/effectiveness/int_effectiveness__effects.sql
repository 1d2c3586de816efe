with strata as (
    select * from {{ ref('int_effectiveness__strata') }}
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

-- One draw has Newcombe's interval, which holds for few results as well.
judged as (
    select
        *,
        method = 'random_hold_out' and compared_strata = 1 as is_one_draw,
        {{ rounded(stratified_difference(), 6) }} as difference,
        {{ stratified_limit('low') }} as stratified_low,
        {{ stratified_limit('high') }} as stratified_high
    from sums
),

final as (
    select
        kind,
        play,
        method,
        horizon_days,
        acted_on,
        acted_on_with_result,
        left_alone,
        left_alone_with_result,
        compared_strata,
        compared_group as compared_acted_on,
        compared_others as compared_left_alone,
        mrr_at_stake,
        case
            when is_one_draw
                then least(compared_group, compared_others) >= {{ var('effect_minimum') }}
            else {{ is_enough_to_compare(
                'compared_group', 'compared_group_successes',
                'compared_others', 'compared_other_successes'
            ) }}
        end as is_sufficient,
        difference,
        case
            when is_one_draw
                then {{ difference_of_shares(
                    'compared_group_successes', 'compared_group',
                    'compared_other_successes', 'compared_others', 'low'
                ) }}
            else stratified_low
        end as difference_low,
        case
            when is_one_draw
                then {{ difference_of_shares(
                    'compared_group_successes', 'compared_group',
                    'compared_other_successes', 'compared_others', 'high'
                ) }}
            else stratified_high
        end as difference_high
    from judged
)

select * from final
