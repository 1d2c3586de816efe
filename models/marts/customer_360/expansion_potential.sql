{%- set models = ['rise_90_days'] -%}

with scored_rows as (
    select * from {{ ref('int_growth__features') }}
),

next_steps as (
    select * from {{ ref('int_growth__next_steps') }}
),

labels as (
    select * from {{ ref('risk_feature_labels') }}
),

{{ fitted_score_ctes(models, growth_features()) }},

-- DECISIONS.md, "Without a model the preconditions decide".
beside_next_steps as (
    select
        scored_rows.*,
        probabilities.probability,
        reasons.version,
        next_steps.kind as next_step_kind,
        next_steps.to_offer as next_step,
        coalesce(next_steps.preconditions_met, 0) as preconditions_met,
        next_steps.met_names,
        next_steps.likeliness,
        case when probabilities.account_id is null then 'signals' else 'model' end as scored_by,
        {{ double_as_money(
            'probabilities.probability * cast(scored_rows.mrr as double)'
            ~ ' * next_steps.median_relative_gain'
        ) }} as expected_expansion_mrr,
        case
            when probabilities.account_id is not null then reasons.reason_1
            else nullif(split_part(next_steps.met_names, ', ', 1), '')
        end as reason_1,
        case
            when probabilities.account_id is not null then reasons.reason_2
            else nullif(split_part(next_steps.met_names, ', ', 2), '')
        end as reason_2,
        case
            when probabilities.account_id is not null then reasons.reason_3
            else nullif(split_part(next_steps.met_names, ', ', 3), '')
        end as reason_3
    from scored_rows
    left join probabilities
        on
            scored_rows.account_id = probabilities.account_id
            and scored_rows.week_end = probabilities.week_end
    left join reasons
        on
            scored_rows.account_id = reasons.account_id
            and scored_rows.week_end = reasons.week_end
    left join next_steps
        on
            scored_rows.account_id = next_steps.account_id
            and scored_rows.week_end = next_steps.week_end
),

ranked as (
    select
        *,
        row_number() over (
            partition by week_end
            order by
                probability desc,
                preconditions_met desc,
                coalesce(likeliness, 0) desc,
                mrr desc,
                account_id asc
        ) as potential_rank,
        count(*) over (partition by week_end) as ranked_accounts,
        max(week_end) over () as latest_week_end
    from beside_next_steps
),

final as (
    select
        account_id,
        week_end,
        week_end = latest_week_end as is_latest,
        customer_tier,
        lifecycle_stage,
        plan_tier,
        mrr,
        scored_by,
        version as model_version,
        probability as rise_probability_90_days,
        expected_expansion_mrr,
        cast(potential_rank as integer) as potential_rank,
        cast(ceil(potential_rank * 10 / cast(ranked_accounts as double)) as integer)
            as potential_decile,
        potential_rank <= ceil(ranked_accounts / cast(10 as double))
        and (scored_by = 'model' or preconditions_met > 0) as is_listed,
        next_step_kind,
        next_step,
        preconditions_met,
        met_names as preconditions_met_names,
        reason_1,
        reason_2,
        reason_3
    from ranked
)

select * from final
