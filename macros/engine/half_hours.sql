{#-
    DECISIONS.md, "Sessions are told by the half hour": the half hours of a day's clock in which
    something happened, as the bits of a bigint. A bit for an instant; aggregates merge them by bit_or.
-#}
{% macro half_hour_bit(timestamp) -%}
    {{ adapter.dispatch('half_hour_bit')(timestamp) }}
{%- endmacro %}


{% macro duckdb__half_hour_bit(timestamp) -%}
{%- set time = to_reporting_time(timestamp) -%}
    (1::bigint << cast(2 * hour({{ time }}) + minute({{ time }}) // 30 as integer))
{%- endmacro %}


{% macro spark__half_hour_bit(timestamp) -%}
{%- set time = to_reporting_time(timestamp) -%}
    shiftleft(cast(1 as bigint), 2 * hour({{ time }}) + minute({{ time }}) div 30)
{%- endmacro %}


{#- How many runs of half hours without one between them there are. -#}
{% macro runs_of_half_hours(bits) -%}
    {{ adapter.dispatch('runs_of_half_hours')(bits) }}
{%- endmacro %}


{% macro duckdb__runs_of_half_hours(bits) -%}
    cast(bit_count({{ bits }} & ~({{ bits }} << 1)) as bigint)
{%- endmacro %}


{% macro spark__runs_of_half_hours(bits) -%}
    cast(bit_count({{ bits }} & ~shiftleft({{ bits }}, 1)) as bigint)
{%- endmacro %}
