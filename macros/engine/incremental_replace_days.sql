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


{#- Spark: tables of this strategy are partitioned by event_date. -#}
{% macro spark__incremental_replace_days(arg_dict) %}
    {%- set target = arg_dict['target_relation'] -%}
    {%- set columns = adapter.get_columns_in_relation(target) | map(attribute='quoted') | list -%}
    {%- if target.is_iceberg or target.is_delta -%}
        {{ days_by_merge(target, arg_dict['temp_relation'], columns) }}
    {%- else -%}
        {{ days_by_partition(target, arg_dict['temp_relation'], columns) }}
    {%- endif -%}
{% endmacro %}


{#-
    One atomic statement: what the rebuilt days hold is matched with itself and goes, what is new
    matches nothing and comes. `when not matched by source` would say it in fewer words, but reads
    all days there are and writes them anew; here the days are part of the match, and the others'
    files are not touched. Models of this strategy need no key: a row is known by all its columns.
-#}
{% macro days_by_merge(target, source, columns) %}
    merge into {{ target }} as held
    using (
        select {{ columns | join(', ') }}, false as is_held from {{ source }}
        union all
        select distinct {{ columns | join(', ') }}, true as is_held from {{ target }}
        where {{ is_in_usage_days('event_date') }}
    ) as rebuilt
    on
        rebuilt.is_held
        and {{ is_in_usage_days('held.event_date') }}
        {%- for column in columns %}
        and held.{{ column }} <=> rebuilt.{{ column }}
        {%- endfor %}
    when matched then delete
    when not matched and not rebuilt.is_held then
        insert ({{ columns | join(', ') }})
        values (
            {%- for column in columns %}rebuilt.{{ column }}{{ ', ' if not loop.last }}{% endfor -%}
        )
{% endmacro %}


{#-
    Plain files: the days are overwritten partition by partition. A day that lost all its rows has
    nothing to be overwritten with: its partition is dropped before. The two statements are no
    transaction; a run that is killed between them leaves a lost day gone, which is what it would
    have been.
-#}
{% macro days_by_partition(target, source, columns) %}
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
    select {{ columns | join(', ') }} from {{ source }}
{% endmacro %}


{#- The three below take the place of dbt-spark's, which do not know this strategy. -#}
{% macro dbt_spark_validate_get_incremental_strategy(raw_strategy, file_format) %}
    {%- if raw_strategy not in ('replace_days', 'merge', 'append') -%}
        {{ exceptions.raise_compiler_error(
            'On Spark, models are incremental by replace_days, merge or append, not by ' ~ raw_strategy
        ) }}
    {%- endif -%}
    {{ return(raw_strategy) }}
{% endmacro %}


{% macro dbt_spark_get_incremental_sql(
    strategy, source, target, existing, unique_key, incremental_predicates
) %}
    {%- if strategy == 'merge' -%}
        {{ get_merge_sql(target, source, unique_key, none, incremental_predicates) }}
    {%- elif strategy == 'append' -%}
        {%- set columns =
            adapter.get_columns_in_relation(existing) | map(attribute='quoted') | join(', ') %}
        insert into {{ target }} select {{ columns }} from {{ source }}
    {%- else -%}
        {{ spark__incremental_replace_days({
            'target_relation': existing, 'temp_relation': source
        }) }}
    {%- endif -%}
{% endmacro %}


{% macro spark__partition_cols(label, required=false) %}
    {%- if config.get('incremental_strategy') == 'replace_days' -%}
        {{ label }} (event_date)
    {%- endif -%}
{% endmacro %}
