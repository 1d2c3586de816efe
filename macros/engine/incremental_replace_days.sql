{#-
    Incremental strategy `replace_days` for event-grain models: the rebuilt event days are deleted
    and written anew in one transaction, so that running a range twice changes nothing, and a day
    that lost all its events loses its rows too.
-#}
{% macro get_incremental_replace_days_sql(arg_dict) %}
    {{ adapter.dispatch('incremental_replace_days')(arg_dict) }}
{% endmacro %}


{% macro duckdb__incremental_replace_days(arg_dict) %}
    {%- set columns = arg_dict['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    delete from {{ arg_dict['target_relation'] }}
    where {{ is_in_usage_days('event_date') }};

    insert into {{ arg_dict['target_relation'] }} ({{ columns }})
    select {{ columns }} from {{ arg_dict['temp_relation'] }}
{% endmacro %}


{#-
    Spark: tables of this strategy are partitioned by event_date, and the days are overwritten
    partition by partition. A day that lost all its rows has nothing to be overwritten with: its
    partition is dropped before. The two statements are no transaction; a run that is killed
    between them leaves a lost day gone, which is what it would have been.
-#}
{% macro spark__incremental_replace_days(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set source = arg_dict['temp_relation'] -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute='quoted') | join(', ') -%}
    {%- set ranges = usage_days() -%}
    {%- set new_days = run_query('select distinct cast(event_date as string) from ' ~ source) -%}
    {%- set lost = [] -%}
    {%- for partition in run_query('show partitions ' ~ target).columns[0].values() -%}
        {%- set day = partition.split('=')[1] -%}
        {%- if day not in new_days.columns[0].values() | map('string') -%}
            {%- for from_date, to_date in ranges if from_date <= day <= to_date -%}
                {%- do lost.append("partition (event_date = date '" ~ day ~ "')") -%}
            {%- endfor -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if lost -%}
        {%- do run_query(
            'alter table ' ~ target ~ ' drop if exists ' ~ lost | unique | join(', ')
        ) -%}
    {%- endif -%}
    insert overwrite table {{ target }} partition (event_date)
    select {{ columns }} from {{ source }}
{% endmacro %}


{#- The three below take the place of dbt-spark's, which know no strategies but their own. -#}
{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
    {%- if raw_strategy != 'replace_days' -%}
        {{ exceptions.raise_compiler_error('On Spark, models are incremental by replace_days only') }}
    {%- endif -%}
    {{ return(raw_strategy) }}
{% endmacro %}


{% macro dbt_spark_get_incremental_sql(
    strategy, source, target, existing, unique_key, incremental_predicates
) %}
    {{ spark__incremental_replace_days({'target_relation': target, 'temp_relation': source}) }}
{% endmacro %}


{% macro spark__partition_cols(label, required=false) %}
    {%- if config.get('incremental_strategy') == 'replace_days' -%}
        {{ label }} (event_date)
    {%- endif -%}
{% endmacro %}
