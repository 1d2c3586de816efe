{#-
    Before any run: on Spark, plain files know no merge, so snapshots and models that are
    incremental by merge can't be built in them. dbt would say so of each when its turn comes, after
    much else was built; here all are named before anything is.
-#}
{% macro require_merge() %}
    {{ return(adapter.dispatch('require_merge')()) }}
{% endmacro %}


{% macro duckdb__require_merge() %}
{% endmacro %}


{% macro spark__require_merge() %}
{%- if execute and flags.WHICH in ('run', 'build', 'snapshot') -%}
    {%- set unable = [] -%}
    {%- for id in selected_resources if id in graph.nodes -%}
        {%- set node = graph.nodes[id] -%}
        {%- set merges = node.resource_type == 'snapshot' or (
            node.config.materialized == 'incremental'
            and node.config.get('incremental_strategy') == 'merge'
        ) -%}
        {%- if merges and node.config.get('file_format') not in ('iceberg', 'delta') -%}
            {%- do unable.append(node.resource_type ~ ' ' ~ node.name) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if unable -%}
        {{ exceptions.raise_compiler_error(
            'Nothing was built: tables of plain files know no merge, which is needed by '
            ~ unable | sort | join(', ')
            ~ '. Use SAAS360_TARGET=spark_iceberg (uv sync --extra spark-iceberg), or, on a'
            ~ ' cluster that has one of them, SAAS360_SPARK_TABLE_FORMAT=iceberg or =delta.'
        ) }}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
