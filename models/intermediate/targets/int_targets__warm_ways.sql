with accounts as (
    select * from {{ ref('int_targets__accounts') }}
),

crm_accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

company_relationships as (
    select * from {{ ref('stg_crm__company_relationships') }}
),

-- What the other company is to the one; a tie that is noted one way is read the other way too.
ties as (
    select
        company_domain,
        related_domain,
        relationship
    from company_relationships
    union
    select
        related_domain as company_domain,
        company_domain as related_domain,
        case relationship
            when 'parent' then 'subsidiary'
            when 'subsidiary' then 'parent'
            when 'investor' then 'investment'
            when 'supplier' then 'client'
            else relationship
        end as relationship
    from company_relationships
),

domains as (
    select
        crm_accounts.domain,
        crm_accounts.account_id,
        accounts.is_customer,
        accounts.was_ever_customer
    from crm_accounts
    inner join accounts
        on crm_accounts.account_id = accounts.account_id
    where crm_accounts.domain is not null
),

by_domain as (
    select
        own.account_id,
        other.account_id as related_account_id,
        ties.relationship
    from ties
    inner join domains as own
        on ties.company_domain = own.domain
    inner join domains as other
        on ties.related_domain = other.domain
    where
        not own.was_ever_customer
        and other.is_customer
        and own.account_id <> other.account_id
),

by_parent as (
    select
        crm_accounts.account_id,
        crm_accounts.parent_account_id as related_account_id,
        'parent' as relationship
    from crm_accounts
    inner join accounts
        on crm_accounts.parent_account_id = accounts.account_id
    where accounts.is_customer
),

final as (
    select
        account_id,
        related_account_id,
        min(relationship) as relationship
    from (
        select * from by_domain
        union
        select * from by_parent
    ) as all_ways
    group by account_id, related_account_id
)

select * from final
