{#- A number that equal columns share, and others nearly never do; another one on each engine. -#}
{% macro hash_of(columns) -%}
    {{ adapter.dispatch('hash_of')(columns) }}
{%- endmacro %}


{% macro duckdb__hash_of(columns) -%}
    hash({{ columns | join(', ') }})
{%- endmacro %}


{% macro spark__hash_of(columns) -%}
    xxhash64({{ columns | join(', ') }})
{%- endmacro %}
