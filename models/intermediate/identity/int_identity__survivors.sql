with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
),

overrides as (
    select * from {{ ref('identity_overrides') }}
    where entity_type = 'crm_account'
),

named_merges as (
    select
        accounts.account_id,
        case
            when overrides.entity_id is not null then overrides.account_id
            else accounts.merged_into_account_id
        end as merged_into_account_id,
        overrides.entity_id is not null as is_override
    from accounts
    left join overrides
        on accounts.account_id = overrides.entity_id
),

-- Into an account that nobody knows, or an internal one, nothing is merged.
first_steps as (
    select
        named_merges.account_id,
        coalesce(targets.account_id, named_merges.account_id) as next_id
    from named_merges
    left join accounts as targets
        on named_merges.merged_into_account_id = targets.account_id
),

{{ chain_ends('first_steps') }},

-- DECISIONS.md, "Merged accounts".
final as (
    select
        named_merges.account_id,
        named_merges.merged_into_account_id,
        chain_ends.end_id as survivor_id,
        chain_ends.is_in_circle,
        named_merges.is_override
    from named_merges
    inner join chain_ends
        on named_merges.account_id = chain_ends.account_id
)

select * from final
