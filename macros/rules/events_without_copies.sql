{#-
    Raw events of the days that a run rebuilds, each once: `event_date`, `event_id`, the carried columns,
    `occurred_at`, `rejection_reason` and `surplus_copies` (deliveries beyond the one that counts, the
    newest). Copies are known by their id within a day. DECISIONS.md, "Copies are looked for before events
    are counted".

    relation: a staging model of events with event_id, occurred_at and rejection_reason
    carried:  the other columns that are needed
-#}
{% macro events_without_copies(relation, carried) %}
{%- set carried = carried + ['occurred_at'] -%}
{#- As text, not as a CTE: an engine would keep the rows of one that is read thrice in memory. -#}
{%- set events_of_days -%}
select
    *,
    {{ hash_of(['event_date', 'event_id']) }} as event_hash
from (
    select
        event_id,
        {{ carried | join(', ') }},
        rejection_reason,
        {{ to_reporting_date('occurred_at') }} as event_date
    from {{ relation }}
    where {{ may_be_in_usage_days('occurred_at') }}
) as events
where {{ is_in_usage_days('event_date') }}
{%- endset -%}
    with suspects as (
        select event_hash
        from ({{ events_of_days }}) as events_of_days
        group by event_hash
        having count(*) > 1
    ),

    events_of_suspects as (
        select
            events_of_days.event_date,
            events_of_days.event_id,
            events_of_days.rejection_reason,
            {{ newest_row(carried, 'occurred_at') }} as newest,
            count(*) as copies
        from ({{ events_of_days }}) as events_of_days
        inner join suspects
            on events_of_days.event_hash = suspects.event_hash
        group by events_of_days.event_date, events_of_days.event_id, events_of_days.rejection_reason
    )

    select
        events_of_days.event_date,
        events_of_days.event_id,
        {%- for column in carried %}
        events_of_days.{{ column }},
        {%- endfor %}
        events_of_days.rejection_reason,
        0 as surplus_copies
    from ({{ events_of_days }}) as events_of_days
    left join suspects
        on events_of_days.event_hash = suspects.event_hash
    where suspects.event_hash is null
    union all
    select
        event_date,
        event_id,
        {%- for column in carried %}
        newest.{{ column }},
        {%- endfor %}
        rejection_reason,
        copies - 1 as surplus_copies
    from events_of_suspects
{% endmacro %}
