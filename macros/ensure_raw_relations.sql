{#-
    Before any run: every declared raw table exists, empty where nothing was loaded, so that
    `dbt build` works on a fresh clone and a company may lack any table. So does every table of
    fitted models, empty where nothing was fitted.
-#}
{% macro ensure_raw_relations() %}
{%- if execute and flags.WHICH in ('run', 'build', 'test', 'seed', 'snapshot', 'show', 'compile') -%}
    {%- for schema in ('raw', 'fitted') -%}
        {%- set existing = tables_of(schema) -%}
        {%- do run_query('create schema if not exists ' ~ schema) -%}
        {%- for table in graph.sources.values()
            if table.schema == schema and table.name not in existing -%}
            {%- do run_query(
                create_empty_relation(schema ~ '.' ~ table.name, table.columns.values() | list)
            ) -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endif -%}
{% endmacro %}
