-- People at accounts and prospects. The second contact of an account is the champion, known to the
-- product by the same address.
create or replace table raw.contacts as
with companies as (
    select
        account_no as company_no,
        account_key(account_no) as account_id,
        printf('company%06d.example', account_no) as domain,
        printf('con_%06d', account_no) as prefix,
        started_on::timestamp as created_at,
        2 + floor(3 * dice(account_no, 'contacts'))::int as people,
    from story.accounts
    union all
    select
        nobody,
        prospect_key(lead_no),
        domain,
        printf('con_p%07d', lead_no),
        first_contacted_at,
        1 + floor(3 * dice(nobody, 'contacts'))::int,
    from story.leads
    where is_prospect
),

people as (
    select
        *,
        company_no * 10 + contact_no as person_no,
    from companies
    cross join (values (1), (2), (3), (4)) as contacts (contact_no)
    where contact_no <= people
)

select
    prefix || '_' || contact_no as contact_id,
    account_id,
    if(contact_no = 2, 'user', 'person') || contact_no || '@' || domain as email,
    pick(['Kim', 'Lee', 'Mara', 'Noor', 'Olga', 'Pia'], dice(person_no, 'given'))
        || ' '
        || pick(['Quist', 'Rossi', 'Sato', 'Tran'], dice(person_no, 'family')) as full_name,
    case contact_no
        when 3 then pick(['Finance director', 'IT manager', 'Consultant'], dice(person_no, 'title'))
        when 4 then pick(['Analyst', 'Team lead', 'Assistant'], dice(person_no, 'title'))
        else pick(['CEO', 'Head of operations', 'Engineer', 'Buyer'], dice(person_no, 'title'))
    end as job_title,
    contact_no = 1 or (contact_no = 3 and dice(person_no, 'decides') < 0.3) as is_decision_maker,
    created_at,
from people;
