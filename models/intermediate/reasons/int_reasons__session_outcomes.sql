{%- set ages = [30, 90, 180] -%}

with sessions as (
    select * from {{ ref('int_reasons__cancellation_sessions') }}
    where is_of_customer
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
    where kind <> 'pause' or ended_after_pause_on is not null
),

-- Gone by a day: left, and not back. A pause counts from where the subscription ended for good.
absences as (
    select
        account_id,
        coalesce(ended_after_pause_on, left_on) as gone_on,
        coalesce(returned_on, {{ forever() }}) as returned_on
    from departures
),

days_after as (
    select
        session_id,
        account_id,
        {% for age in ages -%}
        cast({{ dbt.dateadd('day', age, 'started_on') }} as date) as day_{{ age }},
        {% endfor -%}
        started_on
    from sessions
),

-- DECISIONS.md, "Saved, and still here".
final as (
    select
        days_after.session_id,
        {% for age in ages -%}
        max(days_after.day_{{ age }}) <= {{ as_of_date() }} as is_{{ age }}_days_old,
        count(absences.account_id) filter (
            where
            absences.gone_on <= days_after.day_{{ age }}
            and absences.returned_on > days_after.day_{{ age }}
        ) = 0 as is_here_after_{{ age }}_days,
        {% endfor -%}
        count(absences.account_id) filter (
            where absences.gone_on between days_after.started_on and days_after.day_30
        ) > 0 as has_left_within_30_days
    from days_after
    left join absences
        on days_after.account_id = absences.account_id
    group by days_after.session_id
)

select * from final
