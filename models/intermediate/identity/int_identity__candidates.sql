with entities as (
    select * from {{ ref('int_identity__entities') }}
),

evidence as (
    select * from {{ ref('int_identity__evidence') }}
),

override_ties as (
    select * from {{ ref('int_identity__override_ties') }}
),

identity_rules as (
    select * from {{ ref('identity_rules') }}
),

candidates as (
    select
        entities.entity_type,
        entities.entity_id,
        evidence.account_id,
        evidence.rule,
        evidence.matched_value,
        evidence.addresses,
        evidence.is_unambiguous
    from entities
    inner join evidence
        on entities.pool_id = evidence.pool_id

    union all

    select
        entity_type,
        entity_id,
        account_id,
        'override' as rule,
        cast(null as string) as matched_value,
        cast(1 as bigint) as addresses,
        true as is_unambiguous
    from override_ties
),

final as (
    select
        candidates.entity_type,
        candidates.entity_id,
        candidates.account_id,
        candidates.rule,
        candidates.matched_value,
        candidates.addresses,
        candidates.is_unambiguous,
        identity_rules.precedence,
        identity_rules.confidence
    from candidates
    inner join identity_rules
        on candidates.rule = identity_rules.rule
)

select * from final
