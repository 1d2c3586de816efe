{#- Columns in their types, for a union; those of them that a relation does not have are null. -#}
{% macro typed_columns(types, present) -%}
{%- for column, type in types.items() -%}
    cast({{ column if column in present else 'null' }} as {{ type }}) as {{ column }}
    {{- ',' if not loop.last }}
{% endfor -%}
{%- endmacro %}
