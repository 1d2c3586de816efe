with candidates as (
    select * from {{ ref('int_identity__candidates') }}
),

winners as (
    select * from {{ ref('int_identity__winners') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

candidates_beside_winners as (
    select
        candidates.*,
        winners.entity_id is not null as has_winner,
        winners.account_id as winning_account_id,
        winners.rule as winning_rule,
        winners.precedence as winning_precedence,
        coalesce(candidates.account_id = winners.account_id, false)
        or (winners.rule = 'override' and candidates.rule = 'override') as is_winner
    from candidates
    left join winners
        on
            candidates.entity_type = winners.entity_type
            and candidates.entity_id = winners.entity_id
),

-- What several accounts claim does not speak against the one of them that won.
with_their_groups as (
    select
        *,
        max(case when is_winner then 1 else 0 end) over (
            partition by entity_type, entity_id, rule, matched_value
        ) = 0 as is_against_winner
    from candidates_beside_winners
),

judged as (
    select
        *,
        max(case when is_against_winner then 1 else 0 end) over of_entity = 1 as is_contradicted,
        min(case when is_unambiguous then precedence end) over of_entity as best_precedence,
        min(case when is_against_winner and is_unambiguous then precedence end) over of_entity
            as best_precedence_against,
        min(case when is_against_winner and not is_unambiguous then precedence end) over of_entity
            as best_ambiguous_precedence_against
    from with_their_groups
    window of_entity as (partition by entity_type, entity_id)
),

conflicts as (
    select
        entity_type,
        entity_id,
        account_id as candidate_account_id,
        rule,
        matched_value,
        confidence,
        addresses,
        is_winner,
        winning_account_id,
        case
            when winning_rule = 'override' then 'override_decided'
            when winning_rule in ('account_id', 'opportunity') then 'explicit_id_decided'
            when best_precedence_against = winning_precedence then 'most_addresses_decided'
            when best_ambiguous_precedence_against < winning_precedence
                then 'unambiguous_rule_decided'
            when has_winner then 'stronger_rule_decided'
            when best_precedence is not null then 'evidence_is_split'
            when rule = 'name_and_country' then 'name_of_several_accounts'
            else 'domain_of_several_accounts'
        end as reason
    from judged
    where
        is_contradicted
        and (is_winner or is_against_winner)
),

-- DECISIONS.md, "Merged accounts".
merges_not_followed as (
    select
        'crm_account' as entity_type,
        account_id as entity_id,
        merged_into_account_id as candidate_account_id,
        case when is_override then 'override' else 'account_id' end as rule,
        merged_into_account_id as matched_value,
        cast(1 as double) as confidence,
        cast(1 as bigint) as addresses,
        false as is_winner,
        survivor_id as winning_account_id,
        case
            when is_in_circle then 'merges_form_a_circle'
            else 'merged_into_no_account'
        end as reason
    from survivors
    where
        merged_into_account_id is not null
        and merged_into_account_id <> account_id
        and survivor_id = account_id
),

final as (
    select * from conflicts
    union all
    select * from merges_not_followed
)

select * from final
