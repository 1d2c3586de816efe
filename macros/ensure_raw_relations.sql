{#-
    Before any run: every declared raw table exists, empty where nothing was loaded, so that
    `dbt build` works on a fresh clone and a company may lack any table.
-#}
{% macro ensure_raw_relations() %}
{%- if execute and flags.WHICH in ('run', 'build', 'test', 'seed', 'snapshot', 'show', 'compile') -%}
    {%- set existing = run_query(
        "select table_name from information_schema.tables where table_schema = 'raw'"
    ).columns[0].values() -%}
    {%- do run_query('create schema if not exists raw') -%}
    {%- for table in graph.sources.values() if table.schema == 'raw' and table.name not in existing -%}
        {%- set columns = [] -%}
        {%- for column in table.columns.values() -%}
            {%- do columns.append(column.name ~ ' ' ~ column.data_type) -%}
        {%- endfor -%}
        {%- do run_query('create table raw.' ~ table.name ~ ' (' ~ columns | join(', ') ~ ')') -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
