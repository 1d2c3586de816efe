with ties as (
    select * from {{ ref('int_identity__ties') }}
    where not is_internal
),

entities_in_conflict as (
    select distinct
        entity_type,
        entity_id
    from {{ ref('int_identity__conflicts') }}
),

final as (
    select
        ties.entity_type,
        ties.entity_id,
        ties.account_id,
        ties.customer_account_id,
        ties.rule,
        ties.confidence,
        ties.is_override,
        ties.matched_value,
        ties.account_id is not null as is_matched,
        entities_in_conflict.entity_id is not null as has_conflict
    from ties
    left join entities_in_conflict
        on
            ties.entity_type = entities_in_conflict.entity_type
            and ties.entity_id = entities_in_conflict.entity_id
)

select * from final
