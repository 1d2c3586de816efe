{#-
    DECISIONS.md, "Sessions are told by the half hour": the half hours of a day's clock in which
    something happened, as the bits of a bigint. A bit for an instant; aggregates merge them by bit_or.
-#}
{% macro half_hour_bit(timestamp) -%}
    {{ adapter.dispatch('half_hour_bit')(timestamp) }}
{%- endmacro %}


{#- Reckoned from the epoch: taking an instant's hour and minute costs as much as all the rest. -#}
{% macro duckdb__half_hour_bit(timestamp) -%}
    (1::bigint << ((epoch_ms({{ to_reporting_time(timestamp) }}) // 1800000 % 48 + 48) % 48)::int)
{%- endmacro %}


{% macro spark__half_hour_bit(timestamp) -%}
    shiftleft(
        cast(1 as bigint),
        cast(pmod(unix_seconds({{ to_reporting_time(timestamp) }}) div 1800, 48) as int)
    )
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
