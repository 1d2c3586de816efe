-- If this fails, revenue begins a day early or late: the session has another time zone than UTC.
{%- if var('reporting_timezone') == 'UTC' %}
with given as (
    select
        cast(moment as timestamp) as moment,
        cast(expected as date) as expected
    from (
        values
        ('2026-03-31 00:00:00', '2026-03-31'),
        ('2026-03-31 23:59:59.999999', '2026-03-31'),
        ('1999-12-31 12:00:00', '1999-12-31'),
        (null, null)
    ) as moments (moment, expected)
)

select *
from given
where {{ to_reporting_date('moment') }} is distinct from expected
{%- else %}
select 1 as not_asked
where false
{%- endif %}
