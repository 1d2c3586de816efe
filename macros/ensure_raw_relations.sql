{#-
    Before any run: every declared raw table exists, empty where nothing was loaded, so that
    `dbt build` works on a fresh clone and a company may lack any table.
-#}
{% macro ensure_raw_relations() %}
{%- if execute and flags.WHICH in ('run', 'build', 'test', 'seed', 'snapshot', 'show', 'compile') -%}
    {%- set existing = tables_of('raw') -%}
    {%- do run_query('create schema if not exists raw') -%}
    {%- for table in graph.sources.values() if table.schema == 'raw' and table.name not in existing -%}
        {%- do run_query(
            create_empty_relation('raw.' ~ table.name, table.columns.values() | list)
        ) -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
