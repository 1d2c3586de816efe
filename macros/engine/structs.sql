{#- Aggregate: a list of (user_id, events) structs, ordered by user, so that it never varies. -#}
{% macro list_of_users(user_id, events) -%}
    {{ adapter.dispatch('list_of_users')(user_id, events) }}
{%- endmacro %}


{% macro duckdb__list_of_users(user_id, events) -%}
    list({'user_id': {{ user_id }}, 'events': {{ events }}} order by {{ user_id }})
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


{#- Aggregate: a sorted list of the values that are not null, null where there is none. -#}
{% macro list_of_values(expression) -%}
    {{ adapter.dispatch('list_of_values')(expression) }}
{%- endmacro %}


{% macro duckdb__list_of_values(expression) -%}
    list({{ expression }} order by {{ expression }}) filter ({{ expression }} is not null)
{%- endmacro %}
