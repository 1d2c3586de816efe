{#-
    The event days that this run rebuilds, as [[from, to], …] of ISO dates, both included; an empty
    list means all days.

    The var `usage_days` names them. Without it, an incremental run takes everything since the
    newest day that it holds, less usage_lookback_days. What reaches as_of is open-ended, so that
    events with a date in the future are seen and set aside too.
-#}
{% macro usage_days() %}
{%- if not execute or not is_incremental() -%}
    {{ return([]) }}
{%- endif -%}
{%- set as_of = as_of_value() | string -%}
{%- set ranges = [] -%}
{%- if var('usage_days') is not none -%}
    {%- for from_date, to_date in var('usage_days') -%}
        {%- do ranges.append([from_date, '9999-12-01' if to_date >= as_of else to_date]) -%}
    {%- endfor -%}
    {{ return(ranges or [['0001-01-01', '0001-01-01']]) }}
{%- endif -%}
{%- set newest = run_query(
    "select max(event_date) from " ~ this ~ " where event_date <= cast('" ~ as_of ~ "' as date)"
).columns[0][0] -%}
{%- if newest is none -%}
    {{ return([]) }}
{%- endif -%}
{%- set first = newest - modules.datetime.timedelta(days=var('usage_lookback_days')) -%}
{{ return([[first | string, '9999-12-01']]) }}
{% endmacro %}


{#-
    The days as a condition on a date column; true where all days are meant, and then without
    brackets: Spark takes `where (true)` for an alias `where` with one column.
-#}
{% macro is_in_usage_days(column) -%}
{%- set ranges = usage_days() -%}
{{ '(' if ranges }}
{%- for from_date, to_date in ranges -%}
{{ column }} between cast('{{ from_date }}' as date) and cast('{{ to_date }}' as date)
{{- ' or ' if not loop.last }}
{%- else -%}
true
{%- endfor -%}
{{ ')' if ranges }}
{%- endmacro %}


{#-
    A condition on a plain timestamp column that is true for all those days in any time zone, and
    which an engine can hold against the statistics of files before it opens them.
-#}
{% macro may_be_in_usage_days(column) -%}
{%- set ranges = usage_days() -%}
{%- if ranges -%}
{{ column }} >= cast('{{ ranges | map(attribute=0) | min }}' as timestamp) - interval '1 day'
and {{ column }} < cast('{{ ranges | map(attribute=1) | max }}' as timestamp) + interval '2 days'
{%- else -%}
true
{%- endif -%}
{%- endmacro %}
