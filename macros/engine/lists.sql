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


{#- One row per element of a list column, as column `element`, beside the columns named. -#}
{% macro unnested(relation, list_column, columns) -%}
    {{ adapter.dispatch('unnested')(relation, list_column, columns) }}
{%- endmacro %}


{% macro duckdb__unnested(relation, list_column, columns) %}
    select
        {{ columns | join(', ') }},
        unnest({{ list_column }}) as element
    from {{ relation }}
{% endmacro %}


{% macro spark__unnested(relation, list_column, columns) %}
    select
        {{ columns | join(', ') }},
        explode({{ list_column }}) as element
    from {{ relation }}
{% endmacro %}


{#- The parts of a text between semicolons, as a list; null where there is no text. -#}
{% macro semicolon_list(expression) -%}
    {{ adapter.dispatch('semicolon_list')(expression) }}
{%- endmacro %}


{% macro duckdb__semicolon_list(expression) -%}
    string_split({{ expression }}, ';')
{%- endmacro %}


{% macro spark__semicolon_list(expression) -%}
    split({{ expression }}, ';')
{%- endmacro %}
