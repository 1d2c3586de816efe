-- If this fails, one company is two, or two are one, on one of the engines.
with names as (
    select
        given_name,
        expected
    from (
        values
        ('ACME, Inc.', 'acme'),
        ('Acme Corp', 'acme'),
        ('Müller & Söhne GmbH & Co. KG', 'müller söhne'),
        ('L' || chr(39) || 'Étoile S.A.S.', 'létoile'),
        ('Blue-Sky   Software Pty Ltd', 'blue sky software'),
        ('Company Watch', 'company watch'),
        ('Costa', 'costa'),
        ('Limited', 'limited'),
        (' ', ''),
        (null, null)
    ) as names (given_name, expected)
),

web_domains as (
    select
        given_domain,
        expected
    from (
        values
        ('https://www.Acme.com/about?x=1', 'acme.com'),
        ('acme.com:8080', 'acme.com'),
        (' www.acme.co.uk ', 'acme.co.uk'),
        ('wwwacme.com', 'wwwacme.com'),
        ('', null),
        (null, null)
    ) as domains (given_domain, expected)
),

mail_domains as (
    select
        given_email,
        expected
    from (
        values
        ('Jane.Doe@Acme.com ', 'acme.com'),
        ('nobody', null),
        ('nobody@', null),
        (null, null)
    ) as emails (given_email, expected)
)

select
    given_name as given,
    {{ normalised_name('given_name') }} as found
from names
where {{ normalised_name('given_name') }} is distinct from expected

union all

select
    given_domain as given,
    {{ web_domain('given_domain') }} as found
from web_domains
where {{ web_domain('given_domain') }} is distinct from expected

union all

select
    given_email as given,
    {{ mail_domain('given_email') }} as found
from mail_domains
where {{ mail_domain('given_email') }} is distinct from expected
