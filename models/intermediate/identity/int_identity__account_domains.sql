with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

survivors as (
    select * from {{ ref('int_identity__survivors') }}
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where coalesce({{ to_reporting_date('created_at') }}, {{ as_of_date() }}) <= {{ as_of_date() }}
),

product_users as (
    select * from {{ ref('stg_usage__product_users') }}
    where coalesce({{ to_reporting_date('created_at') }}, {{ as_of_date() }}) <= {{ as_of_date() }}
),

-- Neither a public domain nor the company's own says which account somebody is of.
domains_of_no_account as (
    select domain from {{ ref('public_mail_domains') }}
    union
    select {{ web_domain('domain') }} as domain
    from accounts
    where is_internal
),

claims as (
    select distinct
        survivors.survivor_id as account_id,
        {{ web_domain('accounts.domain') }} as domain
    from accounts
    inner join survivors
        on accounts.account_id = survivors.account_id
),

people as (
    select
        account_id,
        email
    from contacts
    union
    select
        account_id,
        email
    from product_users
),

addresses as (
    select
        survivors.survivor_id as account_id,
        {{ mail_domain('people.email') }} as domain,
        count(distinct people.email) as addresses
    from people
    inner join survivors
        on people.account_id = survivors.account_id
    group by survivors.survivor_id, {{ mail_domain('people.email') }}
),

claims_and_addresses as (
    select
        coalesce(claims.domain, addresses.domain) as domain,
        coalesce(claims.account_id, addresses.account_id) as account_id,
        claims.domain is not null as is_claimed,
        coalesce(addresses.addresses, 0) as addresses
    from claims
    full outer join addresses
        on
            claims.domain = addresses.domain
            and claims.account_id = addresses.account_id
),

domains_of_companies as (
    select
        claims_and_addresses.*,
        count(*) over of_domain as accounts,
        cast(
            sum(case when claims_and_addresses.is_claimed then 1 else 0 end) over of_domain
            as bigint
        ) as claimants,
        max(claims_and_addresses.addresses) over of_domain as most_addresses
    from claims_and_addresses
    left join domains_of_no_account
        on claims_and_addresses.domain = domains_of_no_account.domain
    where
        claims_and_addresses.domain is not null
        and domains_of_no_account.domain is null
    window of_domain as (partition by claims_and_addresses.domain)
),

-- DECISIONS.md, "Which domains are verified".
final as (
    select
        domain,
        account_id,
        addresses,
        case when claimants > 0 then 'account_domain' else 'people_domain' end as rule,
        case when claimants > 0 then claimants = 1 else accounts = 1 end as is_verified
    from domains_of_companies
    where is_claimed or (claimants = 0 and most_addresses > 1)
)

select * from final
