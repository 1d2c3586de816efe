-- If this fails, engines disagree by a millionth, which then is a movement on one of them. The
-- nearest double to 525.1398075, times a million, is 525139807.49999994 in IEEE 754.
with given as (
    select
        cast(given_number as double) as given_number,
        cast(expected as decimal(20, 6)) as expected
    from (
        values
        ('525.1398075', '525.139807'),
        ('-525.1398075', '-525.139807'),
        ('129.0107655', '129.010765'),
        ('2.0000005', '2.000001'),
        ('-2.0000005', '-2.000001'),
        ('0.0000005', '0.000001'),
        ('1234567.8', '1234567.8'),
        ('0', '0'),
        (null, null)
    ) as numbers (given_number, expected)
)

select
    *,
    {{ double_as_money('given_number') }} as money
from given
where {{ double_as_money('given_number') }} is distinct from expected
