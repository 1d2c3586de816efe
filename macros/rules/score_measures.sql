{#- The measures that a score may weigh, each a column of int_health__measures. -#}
{% macro measures_of(score) %}
{{ return({
    'health': [
        'active_days',
        'breadth',
        'seat_use',
        'usage_trend',
        'tickets_per_10_seats',
        'nps',
        'csat',
        'days_payment_failing',
    ],
    'fatigue': ['tickets_per_10_seats', 'incident_hours', 'requests_unmet', 'csat'],
}[score]) }}
{% endmacro %}


{#- Grades × weights of a score's measures, those that are missing left out. -#}
{% macro weighted_sum(score) -%}
    {%- for measure in measures_of(score) -%}
    coalesce({{ score }}_{{ measure }}_weight * {{ score }}_{{ measure }}_grade, cast(0 as double))
    {{- ' + ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#- Name of the measure that takes most points off health, or adds most to fatigue; null if none does. -#}
{% macro weakest_measure(score) -%}
{%- set losses = [] -%}
{%- for measure in measures_of(score) -%}
{%- set grade = score ~ '_' ~ measure ~ '_grade' -%}
{%- do losses.append(
    'coalesce(' ~ score ~ '_' ~ measure ~ '_weight * '
    ~ ('(100 - ' ~ grade ~ ')' if score == 'health' else grade) ~ ', cast(0 as double))'
) -%}
{%- endfor -%}
    case greatest({{ losses | join(', ') }})
        when 0 then null
        {%- for measure in measures_of(score) %}
        when {{ losses[loop.index0] }} then '{{ measure }}'
        {%- endfor %}
    end
{%- endmacro %}
