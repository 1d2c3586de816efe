{#- The names of the tables and views of a schema; none if there is no such schema. -#}
{% macro tables_of(schema) -%}
    {{ return(adapter.dispatch('tables_of')(schema)) }}
{%- endmacro %}


{% macro duckdb__tables_of(schema) -%}
    {{ return(run_query(
        "select table_name from information_schema.tables where table_schema = '" ~ schema ~ "'"
    ).columns[0].values()) }}
{%- endmacro %}


{% macro spark__tables_of(schema) -%}
    {%- if schema not in run_query("show schemas like '" ~ schema ~ "'").columns[0].values() -%}
        {{ return([]) }}
    {%- endif -%}
    {{ return(run_query('show tables in ' ~ schema).columns['tableName'].values()) }}
{%- endmacro %}
