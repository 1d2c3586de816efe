with candidates as (
    select
        *,
        min(precedence) over (partition by entity_type, entity_id) as best_precedence
    from {{ ref('int_identity__candidates') }}
    where is_unambiguous
),

best_accounts as (
    select
        entity_type,
        entity_id,
        account_id,
        cast(sum(addresses) as bigint) as addresses
    from candidates
    where precedence = best_precedence
    group by entity_type, entity_id, account_id
),

compared as (
    select
        *,
        row_number() over by_addresses as account_number,
        lead(addresses) over by_addresses as next_addresses
    from best_accounts
    window by_addresses as (
        partition by entity_type, entity_id
        order by addresses desc, account_id asc
    )
),

best_evidence as (
    select
        *,
        row_number() over (
            partition by entity_type, entity_id, account_id
            order by confidence desc, addresses desc, matched_value asc
        ) as evidence_number
    from candidates
    where precedence = best_precedence
),

-- DECISIONS.md, "Which evidence ties": most addresses decide, and as many for two decide nothing.
final as (
    select
        compared.entity_type,
        compared.entity_id,
        compared.account_id,
        best_evidence.rule,
        best_evidence.confidence,
        best_evidence.matched_value,
        best_evidence.precedence
    from compared
    inner join best_evidence
        on
            compared.entity_type = best_evidence.entity_type
            and compared.entity_id = best_evidence.entity_id
            and compared.account_id is not distinct from best_evidence.account_id
            and best_evidence.evidence_number = 1
    where
        compared.account_number = 1
        and (compared.next_addresses is null or compared.addresses > compared.next_addresses)
)

select * from final
