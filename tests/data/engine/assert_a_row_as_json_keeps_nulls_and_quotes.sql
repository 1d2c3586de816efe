-- If this fails, the row shown for a quarantined one is not the row that came.
with given as (
    select
        given_row.name,
        cast(given_row.amount as decimal(20, 6)) as amount,
        cast(given_row.given_on as date) as given_on,
        given_row.is_new
    from (
        values
        ('a "quoted" name / Zoë', 1.5, '2026-01-31', true),
        (null, null, null, null)
    ) as given_row (name, amount, given_on, is_new)
),

found as (
    select {{ row_as_json(['name', 'given.amount', 'given_on', 'is_new']) }} as row_content
    from given
),

expected as (
    select *
    from (
        values
        (
            '{"name":"a ' || chr(92) || '"quoted' || chr(92) || '" name / Zoë",'
            || '"amount":"1.500000","given_on":"2026-01-31","is_new":"true"}'
        ),
        ('{"name":null,"amount":null,"given_on":null,"is_new":null}')
    ) as texts (row_content)
)

{{ rows_that_differ('expected', 'found') }}
