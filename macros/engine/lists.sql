{#- Aggregate: a sorted list of (user_id, events) structs. Sorted once at the end: an ordered
    aggregate sorts in each of millions of small groups, which takes four times as long. -#}
{% macro list_of_users(user_id, events) -%}
    {{ adapter.dispatch('list_of_users')(user_id, events) }}
{%- endmacro %}


{% macro duckdb__list_of_users(user_id, events) -%}
    list_sort(list({'user_id': {{ user_id }}, 'events': {{ events }}}))
{%- endmacro %}


{% macro spark__list_of_users(user_id, events) -%}
    array_sort(collect_list(named_struct('user_id', {{ user_id }}, 'events', {{ events }})))
{%- endmacro %}


{#- Aggregate: a sorted list of the values that are not null; null where there is none. -#}
{% macro list_of_values(expression) -%}
    {{ adapter.dispatch('list_of_values')(expression) }}
{%- endmacro %}


{% macro duckdb__list_of_values(expression) -%}
    list_sort(list({{ expression }}) filter ({{ expression }} is not null))
{%- endmacro %}


{#- collect_list leaves nulls out, and gives an empty list where there is nothing else. -#}
{% macro spark__list_of_values(expression) -%}
    case
        when count({{ expression }}) > 0 then array_sort(collect_list({{ expression }}))
    end
{%- endmacro %}


{#- Aggregate: one sorted list of all that a group's lists hold; null where there is none. -#}
{% macro merged_lists(expression) -%}
    {{ adapter.dispatch('merged_lists')(expression) }}
{%- endmacro %}


{% macro duckdb__merged_lists(expression) -%}
    list_sort(flatten(list({{ expression }}) filter ({{ expression }} is not null)))
{%- endmacro %}


{% macro spark__merged_lists(expression) -%}
    case
        when count({{ expression }}) > 0 then array_sort(flatten(collect_list({{ expression }})))
    end
{%- endmacro %}


{#- One row per element of a list column, as column `element`, beside the columns named. -#}
{% macro unnested(relation, list_column, columns, where='true') -%}
    {{ adapter.dispatch('unnested')(relation, list_column, columns, where) }}
{%- endmacro %}


{% macro duckdb__unnested(relation, list_column, columns, where) %}
    select
        {{ columns | join(', ') }},
        unnest({{ list_column }}) as element
    from {{ relation }}
    where {{ where }}
{% endmacro %}


{% macro spark__unnested(relation, list_column, columns, where) %}
    select
        {{ columns | join(', ') }},
        explode({{ list_column }}) as element
    from {{ relation }}
    where {{ where }}
{% endmacro %}
