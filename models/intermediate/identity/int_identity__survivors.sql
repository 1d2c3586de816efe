with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
),

overrides as (
    select * from {{ ref('identity_overrides') }}
    where entity_type = 'crm_account'
),

merges as (
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
        merges.account_id,
        coalesce(targets.account_id, merges.account_id) as next_id
    from merges
    left join accounts as targets
        on merges.merged_into_account_id = targets.account_id
),

{{ chain_ends('first_steps') }},

-- DECISIONS.md, "Merged accounts".
final as (
    select
        merges.account_id,
        merges.merged_into_account_id,
        chain_ends.end_id as survivor_id,
        chain_ends.is_in_circle,
        merges.is_override
    from merges
    inner join chain_ends
        on merges.account_id = chain_ends.account_id
)

select * from final
