with precondition_counts as (
    select * from {{ ref('int_growth__precondition_counts') }}
),

-- Of those compared an account counts once, in however many weeks it is compared.
weighed as (
    select
        *,
        upgraders >= {{ var('upgrade_journey_minimum') }} as is_sufficient,
        share_of_compared * compared_accounts as compared_met
    from precondition_counts
),

logarithms as (
    select
        *,
        case
            when upgraders_met > 0 and compared_met > 0
                then ln(share_of_upgraders / share_of_compared)
        end as log_lift,
        {{ log_ratio_of_shares(
            'upgraders_met', 'upgraders', 'compared_met', 'compared_accounts', 'low'
        ) }} as log_lift_low,
        {{ log_ratio_of_shares(
            'upgraders_met', 'upgraders', 'compared_met', 'compared_accounts', 'high'
        ) }} as log_lift_high
    from weighed
),

-- The test that goes with the interval: how far 1 is away, in widths of its half on that side.
tested as (
    select
        *,
        case
            when is_sufficient and log_lift_low < log_lift_high
                then {{ rounded(two_sided_p_value(
                    '(' ~ normal_95() ~ ' * log_lift / (case when log_lift > 0 '
                    ~ 'then log_lift - log_lift_low else log_lift_high - log_lift end))'
                ), 9) }}
        end as p_value
    from logarithms
),

ranked as (
    select
        *,
        row_number() over (
            partition by judged_on
            order by p_value is null, p_value, kind, from_offer, to_offer, condition
        ) as p_value_rank,
        count(p_value) over (partition by judged_on) as tests
    from tested
),

-- DECISIONS.md, "Which features are key": Benjamini and Hochberg, from the largest p-value down.
corrected as (
    select
        *,
        case
            when p_value is not null
                then least(
                    min(p_value * tests / p_value_rank) over from_the_largest, cast(1 as double)
                )
        end as adjusted_p_value
    from ranked
    window from_the_largest as (
        partition by judged_on
        order by p_value_rank desc
        rows between unbounded preceding and current row
    )
),

-- DECISIONS.md, "What is usual before an upgrade".
final as (
    select
        judged_on,
        is_newest,
        kind,
        from_offer,
        to_offer,
        condition,
        upgraders,
        upgraders_met,
        share_of_upgraders,
        compared_accounts,
        share_of_compared,
        {{ rounded('exp(log_lift)', 6) }} as lift,
        {{ rounded('exp(log_lift_low)', 6) }} as lift_low,
        {{ rounded('exp(log_lift_high)', 6) }} as lift_high,
        p_value,
        {{ rounded('adjusted_p_value', 6) }} as adjusted_p_value,
        is_sufficient,
        coalesce(
            log_lift >= ln({{ var('precondition_least_lift') }})
            and adjusted_p_value < 0.05
            and share_of_upgraders >= {{ var('precondition_least_share') }},
            false
        ) as is_usual
    from corrected
)

select * from final
