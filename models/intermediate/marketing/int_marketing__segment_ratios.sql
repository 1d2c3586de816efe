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
        cast(leads as double) as trials,
        cast(other_customers as double) as other_successes,
        cast(other_leads as double) as other_trials
    from compared_segments

    union all

    select
        period,
        segment_type,
        segment,
        'registration_rate' as measure,
        cast(leads as double) as successes,
        cast(visits as double) as trials,
        cast(other_registrations as double) as other_successes,
        cast(other_visits as double) as other_trials
    from compared_segments
    where is_explained_by_visits
),

pooled as (
    select
        *,
        (successes + other_successes) / nullif(trials + other_trials, 0) as share
    from shares
),

-- DECISIONS.md, "Which channel is good": Katz's interval of the ratio, and the test of two shares.
ratios as (
    select
        *,
        case
            when successes > 0 and other_successes > 0
                then ln((successes / trials) / (other_successes / other_trials))
        end as log_ratio,
        case
            when successes > 0 and other_successes > 0
                then sqrt(
                    (trials - successes) / (trials * successes)
                    + (other_trials - other_successes) / (other_trials * other_successes)
                )
        end as error,
        case
            when
                least(trials, other_trials) * share >= 5
                and least(trials, other_trials) * (1 - share) >= 5
                then
                    (successes / trials - other_successes / other_trials)
                    / sqrt(share * (1 - share) * (1 / trials + 1 / other_trials))
        end as deviate
    from pooled
    where
        trials > 0
        and other_trials > 0
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

corrected as (
    select
        *,
        case
            when deviate is not null
                then least(
                    min(p_value * tests / p_value_rank) over (
                        partition by period, segment_type, measure, deviate is null
                        order by p_value_rank desc
                        rows between unbounded preceding and current row
                    ),
                    cast(1 as double)
                )
        end as adjusted_p_value
    from tests
),

final as (
    select
        period,
        segment_type,
        segment,
        measure,
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
