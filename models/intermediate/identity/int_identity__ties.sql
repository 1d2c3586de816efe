with entities as (
    select * from {{ ref('int_identity__entities') }}
),

winners as (
    select * from {{ ref('int_identity__winners') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

entities_with_winners as (
    select
        entities.entity_type,
        entities.entity_id,
        winners.account_id,
        winners.rule,
        winners.confidence,
        winners.matched_value,
        coalesce(winners.rule = 'override', false) as is_override,
        case
            when winners.account_id is not null then winners.account_id
            when entities.entity_type = 'lead' or entities.account_key is null then null
            when winners.rule = 'override' then entities.entity_id
            else entities.account_key
        end as counted_account_id
    from entities
    left join winners
        on
            entities.entity_type = winners.entity_type
            and entities.entity_id = winners.entity_id
),

-- An account of the CRM is tied to itself, or to the one that it was merged into.
crm_accounts as (
    select
        'crm_account' as entity_type,
        account_id as entity_id,
        survivor_id as account_id,
        case when is_override then 'override' else 'account_id' end as rule,
        cast(1 as double) as confidence,
        case
            when survivor_id <> account_id then survivor_id
        end as matched_value,
        is_override,
        survivor_id as counted_account_id
    from survivors
),

all_ties as (
    select * from entities_with_winners
    union all
    select * from crm_accounts
),

-- DECISIONS.md, "What is tied to nobody": it stands for itself.
final as (
    select
        all_ties.entity_type,
        all_ties.entity_id,
        all_ties.account_id,
        all_ties.rule,
        all_ties.confidence,
        all_ties.matched_value,
        all_ties.is_override,
        coalesce(customer_accounts.customer_account_id, all_ties.counted_account_id)
            as customer_account_id,
        coalesce(accounts.is_internal, false) as is_internal
    from all_ties
    left join customer_accounts
        on all_ties.counted_account_id = customer_accounts.account_id
    left join accounts
        on all_ties.counted_account_id = accounts.account_id
)

select * from final
