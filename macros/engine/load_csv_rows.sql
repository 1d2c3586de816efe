{#-
    Seeds on Spark. dbt-spark binds what is missing as None, which a Spark session writes into columns of
    text as the word; here each value is written out, and null is null.
-#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {%- set types = model['config'].get('column_types', {}) -%}
    {%- set statements = [] -%}
    {%- for rows in agate_table.rows | batch(get_batch_size()) -%}
        {%- set sql -%}
            insert into {{ this.render() }} values
            {%- for row in rows %}
            (
                {%- for name in agate_table.column_names -%}
                {%- set type = types.get(name, adapter.convert_type(agate_table, loop.index0)) -%}
                {%- set value = row[loop.index0] -%}
                cast(
                {%- if value is none -%}
                null
                {%- else -%}
                '{{ value | string | replace("\\", "\\\\") | replace("'", "\\'") }}'
                {%- endif %} as {{ type }})
                {{- ', ' if not loop.last }}
                {%- endfor -%}
            )
            {{- ',' if not loop.last }}
            {%- endfor -%}
        {%- endset -%}
        {%- do adapter.add_query(sql, abridge_sql_log=True) -%}
        {%- do statements.append(sql) -%}
    {%- endfor -%}
    {{ return(statements[0] if statements else '') }}
{% endmacro %}
