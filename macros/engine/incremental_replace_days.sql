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
