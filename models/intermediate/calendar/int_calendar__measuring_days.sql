{%- set first_days = {
    'int_billing__subscriptions': 'started_on',
    'int_usage__daily_events': 'event_date',
} -%}

with first_day as (
    select least(
        {% for model, day in first_days.items() -%}
        (select coalesce(min({{ day }}), {{ as_of_date() }}) from {{ ref(model) }}),
        {% endfor -%}
        {{ as_of_date() }}
    ) as first_day
),

week_ends as (
    {{ week_rows('(select first_day from first_day)') }}
),

-- DECISIONS.md, "What is measured weekly is measured today as well".
final as (
    select
        week_end as measured_on,
        true as is_week_end
    from week_ends
    union all
    select
        {{ as_of_date() }} as measured_on,
        false as is_week_end
    where {{ as_of_date() }} <> {{ week_end(as_of_date()) }}
)

select * from final
