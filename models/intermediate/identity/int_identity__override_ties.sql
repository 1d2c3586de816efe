with overrides as (
    select * from {{ ref('identity_overrides') }}
),

accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

entities as (
    select * from {{ ref('int_identity__entities') }}
),

-- Of a merged account that the CRM still has, its survivor knows.
overrides_with_accounts as (
    select
        overrides.entity_type,
        overrides.entity_id,
        accounts.account_id is not null as is_of_crm,
        coalesce(survivors.survivor_id, overrides.account_id) as account_id
    from overrides
    left join accounts
        on overrides.entity_id = accounts.account_id
    left join survivors
        on overrides.account_id = survivors.account_id
    where
        overrides.entity_type <> 'crm_account'
        or accounts.account_id is null
),

own_overrides as (
    select
        entities.entity_type,
        entities.entity_id,
        overrides.account_id
    from entities
    inner join overrides_with_accounts as overrides
        on
            entities.entity_type = overrides.entity_type
            and entities.entity_id = overrides.entity_id
),

-- DECISIONS.md, "One id is one thing": whoever bears it, under its own id or as its account's.
overrides_of_ids as (
    select
        entities.entity_type,
        entities.entity_id,
        overrides.account_id
    from entities
    inner join overrides_with_accounts as overrides
        on entities.entity_id = overrides.entity_id
    where
        entities.entity_type <> 'lead'
        and overrides.entity_type <> 'lead'
        and not overrides.is_of_crm

    union

    select
        entities.entity_type,
        entities.entity_id,
        overrides.account_id
    from entities
    inner join overrides_with_accounts as overrides
        on entities.account_key = overrides.entity_id
    where
        overrides.entity_type <> 'lead'
        and not overrides.is_of_crm
),

final as (
    select
        entity_type,
        entity_id,
        account_id
    from own_overrides

    union

    select
        overrides_of_ids.entity_type,
        overrides_of_ids.entity_id,
        overrides_of_ids.account_id
    from overrides_of_ids
    left join own_overrides
        on
            overrides_of_ids.entity_type = own_overrides.entity_type
            and overrides_of_ids.entity_id = own_overrides.entity_id
    where own_overrides.entity_id is null
)

select * from final
