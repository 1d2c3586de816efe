{%- set key = 'date_quarter, window_quarters, member_type, member, segment_type, segment' -%}
{%- set measures = {
    'win_rate': ['won_deals', 'won_deals + lost_deals'],
    'reply_in_time_rate': ['leads_replied_in_time', 'leads_judged'],
} -%}

with capability_measures as (
    select * from {{ ref('int_sales__capability_measures') }}
    where member_type <> 'all'
),

shares as (
    {% for measure, (successes, trials) in measures.items() %}
    select
        {{ key }},
        '{{ measure }}' as measure,
        cast({{ successes }} as double) as successes,
        cast({{ trials }} as double) as trials
    from capability_measures
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

beside_others as (
    select
        *,
        (sum(successes) over of_all) - successes as other_successes,
        (sum(trials) over of_all) - trials as other_trials
    from shares
    window of_all as (
        partition by measure, date_quarter, window_quarters, member_type, segment_type, segment
    )
),

pooled as (
    select
        *,
        (successes + other_successes) / (trials + other_trials) as share
    from beside_others
    where
        trials >= 10
        and other_trials >= 10
),

deviations as (
    select
        *,
        successes / trials as own_share,
        other_successes / other_trials as other_share,
        sqrt(1 / trials + 1 / other_trials) as sample_error
    from pooled
),

-- The z test of two shares, with the share of all under the hypothesis that they are alike. Where
-- fewer than five successes or failures are expected (Cochran, Biometrics 10, 1954), it is the
-- difference of their arcsines (Cohen's h), whose error does not hang on the share.
compared as (
    select
        *,
        own_share - other_share as difference,
        case
            when least(trials, other_trials) * least(share, 1 - share) >= 5
                then (own_share - other_share) / (sqrt(share * (1 - share)) * sample_error)
            else 2 * (asin(sqrt(own_share)) - asin(sqrt(other_share))) / sample_error
        end as deviate
    from deviations
),

tests as (
    select
        *,
        {{ rounded(two_sided_p_value('deviate'), 6) }} as p_value
    from compared
),

ranked as (
    select
        *,
        row_number() over (
            partition by measure, date_quarter, window_quarters, member_type, segment_type
            order by p_value asc, segment asc, member asc
        ) as p_value_rank,
        count(*) over (
            partition by measure, date_quarter, window_quarters, member_type, segment_type
        ) as tests
    from tests
),

-- DECISIONS.md, "Who sells worse than the others": Benjamini and Hochberg, from the largest down.
corrected as (
    select
        *,
        least(
            min(p_value * tests / p_value_rank) over (
                partition by measure, date_quarter, window_quarters, member_type, segment_type
                order by p_value_rank desc
                rows between unbounded preceding and current row
            ),
            cast(1 as double)
        ) as adjusted_p_value
    from ranked
),

final as (
    select
        {{ key }},
        measure,
        {{ rounded('difference', 6) }} as difference,
        p_value,
        {{ rounded('adjusted_p_value', 6) }} as adjusted_p_value
    from corrected
)

select * from final
