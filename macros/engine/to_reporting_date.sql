{#- The calendar day, in reporting_timezone, on which a UTC timestamp falls. -#}
{% macro to_reporting_date(timestamp) -%}
    {{ adapter.dispatch('to_reporting_date')(timestamp) }}
{%- endmacro %}


{% macro duckdb__to_reporting_date(timestamp) -%}
{%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
{%- else -%}
    cast(({{ timestamp }} at time zone 'UTC') at time zone '{{ var("reporting_timezone") }}' as date)
{%- endif -%}
{%- endmacro %}


{#- The session's time zone is UTC: profiles.yml. -#}
{% macro spark__to_reporting_date(timestamp) -%}
{%- if var('reporting_timezone') == 'UTC' -%}
    cast({{ timestamp }} as date)
{%- else -%}
    cast(
        from_utc_timestamp(cast({{ timestamp }} as timestamp), '{{ var("reporting_timezone") }}')
        as date
    )
{%- endif -%}
{%- endmacro %}
