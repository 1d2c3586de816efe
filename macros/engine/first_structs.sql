{#-
    The first so many of a row's structs, in the order of their fields, as a list: `structs` is a list of
    lists of expressions, one per name in `names`.
-#}
{% macro first_structs(names, structs, count) -%}
    {{ adapter.dispatch('first_structs')(names, structs, count) }}
{%- endmacro %}


{% macro duckdb__first_structs(names, structs, count) -%}
    list_sort(list_value(
        {%- for struct in structs %}
        struct_pack(
            {%- for name in names -%}
            {{ name }} := {{ struct[loop.index0] }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    ))[1:{{ count }}]
{%- endmacro %}


{% macro spark__first_structs(names, structs, count) -%}
    slice(array_sort(array(
        {%- for struct in structs %}
        named_struct(
            {%- for name in names -%}
            '{{ name }}', {{ struct[loop.index0] }}{{ ', ' if not loop.last }}
            {%- endfor -%}
        ){{ ',' if not loop.last }}
        {%- endfor %}
    )), 1, {{ count }})
{%- endmacro %}
