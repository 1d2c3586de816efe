with entities as (
    select * from {{ ref('int_identity__entities') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

entity_domains as (
    select * from {{ ref('int_identity__entity_domains') }}
),

account_domains as (
    select * from {{ ref('int_identity__account_domains') }}
),

account_names as (
    select * from {{ ref('int_identity__account_names') }}
),

named_accounts as (
    select
        entities.pool_id,
        coalesce(survivors.survivor_id, entities.account_key) as account_id,
        entities.key_rule as rule,
        entities.account_key as matched_value,
        1 as addresses,
        true as is_unambiguous
    from entities
    left join survivors
        on entities.account_key = survivors.account_id
    where entities.is_known
),

domains as (
    select
        entities.pool_id,
        account_domains.account_id,
        account_domains.rule,
        account_domains.domain as matched_value,
        entity_domains.addresses,
        account_domains.is_verified as is_unambiguous
    from entities
    inner join entity_domains
        on
            entities.entity_type = entity_domains.entity_type
            and entities.entity_id = entity_domains.entity_id
    inner join account_domains
        on entity_domains.domain = account_domains.domain
),

names as (
    select
        entities.pool_id,
        account_names.account_id,
        'name_and_country' as rule,
        account_names.company_name as matched_value,
        1 as addresses,
        account_names.is_unique as is_unambiguous
    from entities
    inner join account_names
        on
            {{ normalised_name('entities.company_name') }} = account_names.company_name
            and entities.country = account_names.country
),

all_evidence as (
    select * from named_accounts
    union all
    select * from domains
    union all
    select * from names
),

final as (
    select
        pool_id,
        account_id,
        rule,
        matched_value,
        is_unambiguous,
        cast(sum(addresses) as bigint) as addresses
    from all_evidence
    group by pool_id, account_id, rule, matched_value, is_unambiguous
)

select * from final
