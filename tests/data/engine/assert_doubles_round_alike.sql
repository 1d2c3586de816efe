-- If this fails, prices per month differ by the tenth digit between the engines. The nearest double
-- to 668.71777485075, times ten thousand millions, is 6687177748507.499 in IEEE 754.
with given as (
    select
        cast(given_number as double) as given_number,
        cast(expected as double) as expected
    from (
        values
        ('668.71777485075', '668.7177748507'),
        ('-668.71777485075', '-668.7177748507'),
        ('180.93562364505', '180.9356236450'),
        ('1.00000000005', '1.0000000001'),
        ('8.25', '8.25'),
        ('0', '0'),
        (null, null)
    ) as numbers (given_number, expected)
)

select
    *,
    {{ rounded('given_number', 10) }} as rounded_number
from given
where {{ rounded('given_number', 10) }} is distinct from expected
