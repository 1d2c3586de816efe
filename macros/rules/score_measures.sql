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


{#- A score's rules as columns, out of rows of the seed score_measures: weight, poor, good of each. -#}
{% macro rule_columns(score) -%}
{%- for measure in measures_of(score) -%}
{%- for number in ['weight', 'poor', 'good'] -%}
    max(case when score = '{{ score }}' and measure = '{{ measure }}' then {{ number }} end)
        as {{ score }}_{{ measure }}_{{ number }}
    {{- ', ' if not loop.last }}
{%- endfor -%}
{{- ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}


{#-
    0 to 100 for each measure, and its weight: straight from poor to good, cut off beyond; null where
    the measure is missing or weighs nothing.
-#}
{% macro grade_columns(score) -%}
{%- for measure in measures_of(score) -%}
{%- set rule = 'rules.' ~ score ~ '_' ~ measure -%}
    case
        when {{ rule }}_weight > 0 and measures.{{ measure }} is not null
            then least(
                greatest(
                    100 * (measures.{{ measure }} - {{ rule }}_poor)
                    / ({{ rule }}_good - {{ rule }}_poor),
                    cast(0 as double)
                ),
                cast(100 as double)
            )
    end as {{ score }}_{{ measure }}_grade,
    {{ rule }}_weight
    {{- ', ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}


{#- The weight of all measures of a score that are there. -#}
{% macro total_weight(score) -%}
{%- for measure in measures_of(score) -%}
    case
        when {{ score }}_{{ measure }}_grade is null then cast(0 as double)
        else {{ score }}_{{ measure }}_weight
    end
    {{- ' + ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}


{#- What each measure gives to a score, and the score; what is missing drops out of both. -#}
{% macro score_columns(score) -%}
{%- set points = [] -%}
{%- for measure in measures_of(score) -%}
{%- set weighed = score ~ '_' ~ measure ~ '_weight * ' ~ score ~ '_' ~ measure ~ '_grade' -%}
{%- do points.append('coalesce(' ~ weighed ~ ', cast(0 as double))') -%}
    {{ rounded(weighed ~ ' / nullif(' ~ score ~ '_weight, 0)', 6) }}
        as {{ score }}_{{ measure }}_points,
{%- endfor -%}
    {{ rounded('(' ~ points | join(' + ') ~ ') / nullif(' ~ score ~ '_weight, 0)', 6) }}
        as {{ score }}_score
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
