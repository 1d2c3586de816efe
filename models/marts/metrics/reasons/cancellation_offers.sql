{%- set ages = [30, 90, 180] -%}
{#- DECISIONS.md, "Saved, and still here". -#}
with sessions as (
    select * from {{ ref('int_reasons__cancellation_sessions') }}
    where is_of_customer
),

churned_accounts as (
    select * from {{ ref('customer_departures') }}
    where kind <> 'pause' or ended_after_pause_on is not null
),

-- Gone by a day: left, and not back. A pause counts from where the subscription ended for good.
absences as (
    select
        account_id,
        coalesce(ended_after_pause_on, left_on) as gone_on,
        coalesce(returned_on, {{ forever() }}) as returned_on
    from churned_accounts
),

outcomes as (
    select
        sessions.session_id,
        max(
            case
                when
                    absences.gone_on >= sessions.started_on
                    and {{ dbt.datediff('sessions.started_on', 'absences.gone_on', 'day') }} <= 30
                    then 1
                else 0
            end
        ) as left_within_30_days
        {%- for age in ages %},
        max(
            case
                when
                    absences.gone_on
                    <= cast({{ dbt.dateadd('day', age, 'sessions.started_on') }} as date)
                    and absences.returned_on
                    > cast({{ dbt.dateadd('day', age, 'sessions.started_on') }} as date)
                    then 1
                else 0
            end
        ) as is_gone_after_{{ age }}_days
        {%- endfor %}
    from sessions
    left join absences
        on sessions.account_id = absences.account_id
    group by sessions.session_id
),

judged as (
    select
        sessions.*,
        cast({{ dbt.date_trunc('quarter', 'sessions.started_on') }} as date) as date_quarter,
        not sessions.is_cancelled and outcomes.left_within_30_days = 0 as is_saved,
        {% for age in ages -%}
        sessions.started_on <= cast({{ dbt.dateadd('day', -age, as_of_date()) }} as date)
            as is_{{ age }}_days_old,
        outcomes.is_gone_after_{{ age }}_days = 0 as is_here_after_{{ age }}_days
        {{- ',' if not loop.last }}
        {% endfor %}
    from sessions
    inner join outcomes
        on sessions.session_id = outcomes.session_id
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
        count(*) filter (where is_30_days_old and is_saved) as saved_sessions,
        {{ rate(
            'count(*) filter (where is_30_days_old and is_saved)',
            'count(*) filter (where is_30_days_old)'
        ) }} as save_rate,
        {{ as_money('sum(case when is_30_days_old and is_saved then mrr else 0 end)') }}
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
