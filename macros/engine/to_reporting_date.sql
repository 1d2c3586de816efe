{#- The calendar day, in reporting_timezone, on which a UTC timestamp falls. -#}
{% macro to_reporting_date(timestamp) -%}
    cast({{ to_reporting_time(timestamp) }} as date)
{%- endmacro %}


{#- What the clock shows in reporting_timezone at a UTC timestamp. -#}
{% macro to_reporting_time(timestamp) -%}
    {{ adapter.dispatch('to_reporting_time')(timestamp) }}
{%- endmacro %}


{% macro duckdb__to_reporting_time(timestamp) -%}
{%- if var('reporting_timezone') == 'UTC' -%}
    {{ timestamp }}
{%- else -%}
    (({{ timestamp }} at time zone 'UTC') at time zone '{{ var("reporting_timezone") }}')
{%- endif -%}
{%- endmacro %}


{#- The session's time zone is UTC: profiles.yml. -#}
{% macro spark__to_reporting_time(timestamp) -%}
{%- if var('reporting_timezone') == 'UTC' -%}
    {{ timestamp }}
{%- else -%}
    from_utc_timestamp(cast({{ timestamp }} as timestamp), '{{ var("reporting_timezone") }}')
{%- endif -%}
{%- endmacro %}
