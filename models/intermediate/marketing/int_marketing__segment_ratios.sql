with compared_segments as (
    select * from {{ ref('int_marketing__compared_segments') }}
    where is_named
),

shares as (
    select
        period,
        segment_type,
        segment,
        'win_rate' as measure,
        cast(customers as double) as successes,
        cast(leads as double) as trials
    from compared_segments
    where leads > 0

    union all

    select
        period,
        segment_type,
        segment,
        'registration_rate' as measure,
        cast(leads as double) as successes,
        cast(visits as double) as trials
    from compared_segments
    where is_explained_by_visits
),

placed as (
    select
        *,
        successes / trials as share,
        sum(trials) over (partition by period, segment_type, measure) as all_trials,
        sum(trials) over from_the_lowest as trials_so_far
    from shares
    window from_the_lowest as (
        partition by period, segment_type, measure
        order by successes / trials asc, segment asc
        rows unbounded preceding
    )
),

-- DECISIONS.md, "Which channel is good": beside the median, by which one outlier moves nobody else.
beside_typical as (
    select
        *,
        min(case when 2 * trials_so_far >= all_trials then share end) over (
            partition by period, segment_type, measure
        ) as typical_share
    from placed
),

ratios as (
    select
        *,
        case
            when successes > 0 and typical_share > 0 then ln(share / typical_share)
        end as log_ratio,
        case
            when successes > 0 and typical_share > 0
                then sqrt(
                    (1 - share) / successes
                    + (1 - typical_share) / (all_trials * typical_share)
                )
        end as error,
        case
            when trials * least(typical_share, 1 - typical_share) >= 5
                then
                    (share - typical_share)
                    / sqrt(
                        typical_share * (1 - typical_share) * (1 / trials + 1 / all_trials)
                    )
        end as deviate
    from beside_typical
),

tests as (
    select
        *,
        case when deviate is not null then {{ two_sided_p_value('deviate') }} end as p_value,
        row_number() over (
            partition by period, segment_type, measure, deviate is null
            order by abs(deviate) desc, segment asc
        ) as p_value_rank,
        count(deviate) over (partition by period, segment_type, measure) as tests
    from ratios
),

-- Benjamini and Hochberg over the segments of the period, type and rate.
corrected as (
    select
        *,
        case
            when deviate is not null
                then least(
                    min(p_value * tests / p_value_rank) over from_the_largest, cast(1 as double)
                )
        end as adjusted_p_value
    from tests
    window from_the_largest as (
        partition by period, segment_type, measure, deviate is null
        order by p_value_rank desc
        rows between unbounded preceding and current row
    )
),

final as (
    select
        period,
        segment_type,
        segment,
        measure,
        typical_share,
        {{ rounded('exp(log_ratio)', 6) }} as ratio,
        {{ rounded('exp(log_ratio - ' ~ normal_95() ~ ' * error)', 6) }} as ratio_low,
        {{ rounded('exp(log_ratio + ' ~ normal_95() ~ ' * error)', 6) }} as ratio_high,
        {{ rounded('adjusted_p_value', 6) }} as adjusted_p_value,
        case
            when deviate is null then 'too_few'
            when adjusted_p_value < 0.05 and deviate > 0 then 'above'
            when adjusted_p_value < 0.05 and deviate < 0 then 'below'
            else 'alike'
        end as standing
    from corrected
)

select * from final
