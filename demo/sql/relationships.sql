-- Ties between companies: parents among accounts, and investors, suppliers and peers of accounts
-- among accounts and prospects.
create or replace table raw.company_relationships as
with parents as (
    select children.domain, parents.domain as parent_domain
    from raw.accounts as children
    inner join raw.accounts as parents on parents.account_id = children.parent_account_id
),

companies as (
    select account_no as company_no, printf('company%06d.example', account_no) as domain
    from story.accounts
    where not is_internal and dice(account_no, 'is tied') < 0.2
    union all
    select nobody, domain
    from story.leads
    where not is_converted and has_company_mail and dice(nobody, 'is tied') < 0.15
),

tied as (
    select
        domain,
        printf(
            'company%06d.example',
            between_whole(1, getvariable('accounts')::int, dice(company_no, 'tied to'))
        ) as related_domain,
        pick(['investor', 'supplier', 'supplier', 'peer', 'peer'], dice(company_no, 'tie'))
            as relationship,
    from companies
)

select domain as company_domain, parent_domain as related_domain, 'parent' as relationship
from parents
union
select parent_domain, domain, 'subsidiary'
from parents
union
select domain, related_domain, relationship
from tied
where domain != related_domain;
