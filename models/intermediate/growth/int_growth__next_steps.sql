with candidate_steps as (
    select * from {{ ref('int_growth__candidate_steps') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by account_id, week_end
            order by likeliness desc, kind asc, to_offer asc
        ) as place
    from candidate_steps
),

-- DECISIONS.md, "Which step is next".
final as (
    select
        account_id,
        week_end,
        kind,
        to_offer,
        preconditions,
        preconditions_met,
        met_names,
        median_relative_gain,
        likeliness
    from ranked
    where place = 1
)

select * from final
