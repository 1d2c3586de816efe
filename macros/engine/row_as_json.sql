{#- The given columns of a row as the text of a JSON object; each value is text too, or null. -#}
{% macro row_as_json(columns) -%}
    {{ adapter.dispatch('row_as_json')(columns) }}
{%- endmacro %}


{% macro duckdb__row_as_json(columns) -%}
    cast(
        json_object(
            {%- for column in columns %}
            '{{ column.split('.')[-1] }}', cast({{ column }} as string)
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ) as string
    )
{%- endmacro %}


{% macro spark__row_as_json(columns) -%}
    to_json(
        named_struct(
            {%- for column in columns %}
            '{{ column.split('.')[-1] }}', cast({{ column }} as string)
            {%- if not loop.last %},{% endif %}
            {%- endfor %}
        ),
        map('ignoreNullFields', 'false')
    )
{%- endmacro %}
