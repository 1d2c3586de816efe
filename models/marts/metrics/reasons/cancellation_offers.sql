{%- set ages = [30, 90, 180] -%}
{#- DECISIONS.md, "Saved, and still here". -#}
with sessions as (
    select * from {{ ref('int_reasons__cancellation_sessions') }}
    where is_of_customer
),

session_outcomes as (
    select * from {{ ref('int_reasons__session_outcomes') }}
),

judged as (
    select
        sessions.offer_kind,
        sessions.is_accepted,
        sessions.mrr,
        sessions.discount_cost,
        session_outcomes.*,
        cast({{ dbt.date_trunc('quarter', 'sessions.started_on') }} as date) as date_quarter,
        session_outcomes.is_30_days_old
        and not sessions.is_cancelled
        and not session_outcomes.has_left_within_30_days as is_saved
    from sessions
    inner join session_outcomes
        on sessions.session_id = session_outcomes.session_id
),

in_periods as (
    {% for period_type in ['quarter', 'all'] %}
    {%- for offer_kind in ['offer_kind', "'all'"] %}
    select
        '{{ period_type }}' as period_type,
        {% if period_type == 'all' -%}
        min(date_quarter) over ()
        {%- else -%}
        date_quarter
        {%- endif %} as period_start,
        {{ offer_kind }} as kind,
        judged.*
    from judged
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        period_type,
        period_start,
        kind as offer_kind,
        count(*) as sessions,
        count(*) filter (where offer_kind <> 'none') as offers_shown,
        count(*) filter (where is_accepted) as offers_accepted,
        {{ rate(
            'count(*) filter (where is_accepted)', "count(*) filter (where offer_kind <> 'none')"
        ) }} as acceptance_rate,
        {{ as_money('sum(mrr)') }} as mrr,
        count(*) filter (where is_saved) as saved_sessions,
        {{ rate(
            'count(*) filter (where is_saved)',
            'count(*) filter (where is_30_days_old)'
        ) }} as save_rate,
        {{ as_money('sum(case when is_saved then mrr else 0 end)') }}
            as saved_mrr,
        {% for age in ages -%}
        {%- for who, condition in [('sessions', 'true'), ('accepted', 'is_accepted')] -%}
        {%- set old = 'count(*) filter (where ' ~ condition ~ ' and is_' ~ age ~ '_days_old)' -%}
        {%- set here = 'count(*) filter (where ' ~ condition ~ ' and is_' ~ age
            ~ '_days_old and is_here_after_' ~ age ~ '_days)' -%}
        {{ old }} as {{ who }}_{{ age }}_days_old,
        {{ here }} as {{ who }}_here_after_{{ age }}_days,
        {{ rate(here, old) }} as {{ who }}_here_rate_{{ age }}_days,
        {% endfor -%}
        {% endfor -%}
        {{ as_money('sum(discount_cost)') }} as discount_cost
    from in_periods
    group by period_type, period_start, kind
)

select * from final
