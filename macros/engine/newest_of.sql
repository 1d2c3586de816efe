{#- Aggregate: the value that is not null in the row where `newest_by` is largest. -#}
{% macro newest_of(expression, newest_by) -%}
    {{ adapter.dispatch('newest_of')(expression, newest_by) }}
{%- endmacro %}


{% macro duckdb__newest_of(expression, newest_by) -%}
    max_by({{ expression }}, {{ newest_by }})
{%- endmacro %}


{#- DuckDB passes over rows in which the value is null; Spark would take the null. -#}
{% macro spark__newest_of(expression, newest_by) -%}
    max_by({{ expression }}, {{ newest_by }}) filter (where {{ expression }} is not null)
{%- endmacro %}


{#- Aggregate: the named columns, as a struct, of the row where `newest_by` is largest. -#}
{% macro newest_row(columns, newest_by) -%}
    {{ adapter.dispatch('newest_row')(columns, newest_by) }}
{%- endmacro %}


{% macro duckdb__newest_row(columns, newest_by) -%}
    max_by(struct_pack({{ columns | join(', ') }}), {{ newest_by }})
{%- endmacro %}


{% macro spark__newest_row(columns, newest_by) -%}
    max_by(struct({{ columns | join(', ') }}), {{ newest_by }})
{%- endmacro %}


{#- Aggregate: the value that is not null in the row where `oldest_by` is smallest. -#}
{% macro oldest_of(expression, oldest_by) -%}
    {{ adapter.dispatch('oldest_of')(expression, oldest_by) }}
{%- endmacro %}


{% macro duckdb__oldest_of(expression, oldest_by) -%}
    min_by({{ expression }}, {{ oldest_by }})
{%- endmacro %}


{% macro spark__oldest_of(expression, oldest_by) -%}
    min_by({{ expression }}, {{ oldest_by }}) filter (where {{ expression }} is not null)
{%- endmacro %}
