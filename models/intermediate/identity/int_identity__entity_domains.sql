with billing_customers as (
    select * from {{ ref('int_identity__billing_customers') }}
),

product_users as (
    select * from {{ ref('stg_usage__product_users') }}
    where coalesce({{ to_reporting_date('created_at') }}, {{ as_of_date() }}) <= {{ as_of_date() }}
),

ticket_organizations as (
    select * from {{ ref('int_identity__ticket_organizations') }}
),

leads as (
    select * from {{ ref('int_identity__leads') }}
),

-- Each address is a vote for the account of its domain, and so is a domain that is named.
votes as (
    select
        'billing_customer' as entity_type,
        customer_id as entity_id,
        {{ web_domain('domain') }} as domain,
        1 as addresses
    from billing_customers

    union all

    select
        'billing_customer' as entity_type,
        customer_id as entity_id,
        {{ mail_domain('email') }} as domain,
        1 as addresses
    from billing_customers

    union all

    select
        'workspace' as entity_type,
        account_id as entity_id,
        {{ mail_domain('email') }} as domain,
        count(distinct email) as addresses
    from product_users
    group by account_id, {{ mail_domain('email') }}

    union all

    select
        'support_organization' as entity_type,
        organization_id as entity_id,
        domain,
        count(distinct requester_email) as addresses
    from ticket_organizations
    group by organization_id, domain

    union all

    select
        'lead' as entity_type,
        lead_id as entity_id,
        {{ web_domain('company_domain') }} as domain,
        1 as addresses
    from leads

    union all

    select
        'lead' as entity_type,
        lead_id as entity_id,
        {{ mail_domain('email') }} as domain,
        1 as addresses
    from leads
),

final as (
    select
        entity_type,
        entity_id,
        domain,
        cast(sum(addresses) as bigint) as addresses
    from votes
    where
        entity_id is not null
        and domain is not null
    group by entity_type, entity_id, domain
)

select * from final
