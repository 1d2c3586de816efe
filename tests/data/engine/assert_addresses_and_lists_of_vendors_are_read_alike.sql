-- If this fails, a vendor's web addresses or its lists of merged records are read otherwise on one engine.
with given as (
    select *
    from (
        values
        ('https://www.One.example:8080/lp/guide?utm=1', 'a;b'),
        ('two.example', null),
        ('http://three.example', 'c'),
        ('', 'd;')
    ) as addresses (address, merged)
),

lists as (
    select
        address,
        {{ semicolon_list('merged') }} as merged_ids
    from given
),

parts as (
    {{ unnested('lists', 'merged_ids', ['address']) }}
),

found as (
    select
        'address' as kind,
        {{ web_domain('address') }} as first_text,
        {{ web_path('address') }} as second_text
    from given
    union all
    select
        'part' as kind,
        {{ web_domain('address') }} as first_text,
        nullif(element, '') as second_text
    from parts
),

expected as (
    select *
    from (
        values
        ('address', 'one.example', '/lp/guide'),
        ('address', 'two.example', null),
        ('address', 'three.example', '/'),
        ('address', null, null),
        ('part', 'one.example', 'a'),
        ('part', 'one.example', 'b'),
        ('part', 'three.example', 'c'),
        ('part', null, 'd'),
        ('part', null, null)
    ) as rows_expected (kind, first_text, second_text)
)

{{ rows_that_differ('expected', 'found') }}
