with preconditions as (
    select * from {{ ref('int_growth__preconditions') }}
    where is_newest
),

condition_names as (
    select * from {{ ref('int_growth__condition_names') }}
),

final as (
    select
        preconditions.kind,
        preconditions.from_offer,
        preconditions.to_offer,
        preconditions.condition,
        condition_names.condition_name,
        preconditions.upgraders,
        preconditions.upgraders_met,
        preconditions.share_of_upgraders,
        preconditions.compared_accounts,
        preconditions.share_of_compared,
        preconditions.lift,
        preconditions.lift_low,
        preconditions.lift_high,
        preconditions.p_value,
        preconditions.adjusted_p_value,
        preconditions.is_sufficient,
        preconditions.is_usual
    from preconditions
    inner join condition_names
        on preconditions.condition = condition_names.condition
)

select * from final
