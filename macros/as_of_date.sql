{#- "Now", as a date literal: the var `as_of`, else what the loader found to be the newest data. -#}
{% macro as_of_date() -%}
    cast('{{ as_of_value() }}' as date)
{%- endmacro %}


{% macro as_of_value() -%}
{%- set given = var('as_of') -%}
{%- if not given and execute -%}
    {%- set given = run_query('select max(as_of) from raw.loaded').columns[0][0] -%}
{%- endif -%}
{{ return(given or run_started_at.strftime('%Y-%m-%d')) }}
{%- endmacro %}
