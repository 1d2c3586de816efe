{#-
    The days of a month on which something happened, as the bits of a bigint: one for the first. A
    bit for a date; aggregates merge them by bit_or, and days_of_bits counts them.
-#}
{% macro day_bit(date) -%}
    {{ adapter.dispatch('day_bit')(date) }}
{%- endmacro %}


{% macro duckdb__day_bit(date) -%}
    (1::bigint << (day({{ date }}) - 1)::int)
{%- endmacro %}


{% macro spark__day_bit(date) -%}
    shiftleft(cast(1 as bigint), day({{ date }}) - 1)
{%- endmacro %}


{% macro days_of_bits(bits) -%}
    cast(bit_count({{ bits }}) as bigint)
{%- endmacro %}
