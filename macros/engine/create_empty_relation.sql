{#- SQL that makes an empty relation of the given columns, each with `name` and `data_type`. -#}
{% macro create_empty_relation(name, columns) -%}
    {{ return(adapter.dispatch('create_empty_relation')(name, columns)) }}
{%- endmacro %}


{% macro duckdb__create_empty_relation(name, columns) -%}
    create table {{ name }} (
        {%- for column in columns %}
        {{ adapter.quote(column.name) }} {{ column.data_type }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#- A view, as is everything in schema `raw`: what is loaded later replaces it. -#}
{% macro spark__create_empty_relation(name, columns) -%}
    create view {{ name }} as
    select
        {%- for column in columns %}
        cast(null as {{ column.data_type }}) as {{ adapter.quote(column.name) }}{{ ',' if not loop.last }}
        {%- endfor %}
    from (select 1) as one_row
    where false
{%- endmacro %}
