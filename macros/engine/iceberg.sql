{#-
    What dbt-spark lacks for Iceberg tables that share Spark's own catalog with its views; all else
    about them is dbt-spark's. DuckDB has no part in it.
-#}


{#-
    The catalog lists such a table as one of Hive's. dbt has to know better: it then replaces a
    table in one step instead of dropping it first, and takes it for a snapshot's.
-#}
{% macro spark__list_relations_without_caching(relation) %}
    {%- set found = [] -%}
    {%- for row in dbt.spark__list_relations_without_caching(relation) -%}
        {%- set information = row[3] -%}
        {%- if 'table_type=ICEBERG' in information -%}
            {%- set information = information | replace('Provider: hive', 'Provider: iceberg') -%}
        {%- endif -%}
        {%- do found.append([row[0], row[1], row[2], information]) -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}


{#-
    A writer that is handed days in any order keeps a file open for each of them, which for years of
    days is more memory than there is; without it, Spark sorts by day first.
-#}
{% macro spark__tblproperties_clause() %}
    {%- set properties = dict(config.get('tblproperties') or {}) -%}
    {%- if config.get('file_format') == 'iceberg' -%}
        {%- do properties.setdefault('write.spark.fanout.enabled', 'false') -%}
    {%- endif -%}
    {%- if properties -%}
        tblproperties (
            {%- for name, value in properties.items() %}
            '{{ name }}' = '{{ value }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
    {%- endif -%}
{% endmacro %}


{#-
    A contract's not-null columns: a table made from a query takes nulls, and Spark does not let
    that be changed afterwards. So the table is made first, then filled; a null stops the filling
    and leaves the table empty.
-#}
{% macro spark__create_table_as(temporary, relation, compiled_code, language='sql') %}
    {%- set required = not_null_columns() -%}
    {%- if temporary or not required or config.get('file_format') != 'iceberg' -%}
        {{ dbt.spark__create_table_as(temporary, relation, compiled_code, language) }}
    {%- else -%}
        {%- do get_assert_columns_equivalent(compiled_code) -%}
        {%- call statement('create_with_constraints') -%}
            create or replace table {{ relation }} (
                {%- for column in model.columns.values() %}
                {{ adapter.quote(column.name) }} {{ column.data_type }}
                {{- ' not null' if column.name in required }}{{ ',' if not loop.last }}
                {%- endfor %}
            )
            {{ file_format_clause() }}
            {{ tblproperties_clause() }}
            {{ partition_cols(label='partitioned by') }}
        {%- endcall -%}
        insert into {{ relation }}
        {{ get_select_subquery(compiled_code) }}
    {%- endif -%}
{% endmacro %}


{#- Names of the model's columns that its contract wants filled; none without a contract. -#}
{% macro not_null_columns() %}
    {%- set names = [] -%}
    {%- if config.get('contract').enforced -%}
        {%- for column in model.columns.values() -%}
            {%- if 'not_null' in column.constraints | map(attribute='type') | map('string') -%}
                {%- do names.append(column.name) -%}
            {%- endif -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(names) }}
{% endmacro %}
