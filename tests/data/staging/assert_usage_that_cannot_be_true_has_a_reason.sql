-- depends_on: {{ ref('stg_usage__usage_events') }}
-- If this fails, events of the future or of nobody count as usage. Copies of an event stay: the
-- daily model judges them.
{% if execute %}
{%- set day_after = as_of_date() ~ " + interval '1' day" %}
with judged as (
    {{ judged_rows(contract_source('usage', 'usage_events'), [{
        'connector': 'files',
        'columns': ['event_id', 'account_id', 'event_name', 'occurred_at', 'quantity'],
        'name': "(
            values
                ('good', 'any', 'login', cast(" ~ as_of_date() ~ " as timestamp), 0),
                ('copy', 'any', 'login', timestamp '2000-01-01 10:00:00', null),
                ('copy', 'any', 'login', timestamp '2000-01-01 10:00:00', null),
                ('future', 'any', 'login', cast(" ~ day_after ~ " as timestamp), null),
                ('negative', 'any', 'login', timestamp '2000-01-01 10:00:00', -1),
                ('of nobody', null, 'login', timestamp '2000-01-01 10:00:00', null),
                ('of no time', 'any', 'login', null, null)
        ) as given (event_id, account_id, event_name, occurred_at, quantity)",
    }]) }}
),

expected as (
    select *
    from (
        values
        ('good', null),
        ('copy', null),
        ('future', 'dated after as_of'),
        ('negative', 'negative quantity'),
        ('of nobody', 'no account_id'),
        ('of no time', 'no occurred_at')
    ) as expected_reasons (row_name, reason)
)

select
    expected.row_name,
    expected.reason,
    judged.rejection_reason
from expected
full outer join judged
    on expected.row_name = judged.event_id
where
    expected.row_name is null
    or judged.event_id is null
    or expected.reason is distinct from judged.rejection_reason
{% endif %}
