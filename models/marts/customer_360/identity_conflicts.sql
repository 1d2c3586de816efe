with conflicts as (
    select * from {{ ref('int_identity__conflicts') }}
),

ties as (
    select * from {{ ref('int_identity__ties') }}
    where not is_internal
),

final as (
    select
        conflicts.entity_type,
        conflicts.entity_id,
        conflicts.candidate_account_id,
        conflicts.rule,
        conflicts.matched_value,
        conflicts.confidence,
        conflicts.addresses,
        conflicts.is_winner,
        conflicts.winning_account_id,
        conflicts.reason
    from conflicts
    inner join ties
        on
            conflicts.entity_type = ties.entity_type
            and conflicts.entity_id = ties.entity_id
)

select * from final
