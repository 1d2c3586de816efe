{#- The var `close_after_days`, checked: a month can't be closed before it has ended. -#}
{% macro close_after_days() -%}
{%- set days = var('close_after_days') -%}
{%- if days is not integer or days is boolean or days < 0 -%}
    {{ exceptions.raise_compiler_error(
        "The var close_after_days is '" ~ days ~ "'. It takes a whole number of days from 0 on."
    ) }}
{%- endif -%}
{{ return(days) }}
{%- endmacro %}


{#- Whether a month, given by its first day, is closed by as_of. -#}
{% macro is_closed_month(date_month) -%}
cast({{ dbt.dateadd('day', close_after_days(), 'last_day(' ~ date_month ~ ')') }} as date)
        <= {{ as_of_date() }}
{%- endmacro %}
