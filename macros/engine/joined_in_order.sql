{#-
    Aggregate: the texts of a group in the order of a number, commas between them unless another
    separator is given. Nulls are left out.
-#}
{% macro joined_in_order(text, number, separator=', ') -%}
    {{ adapter.dispatch('joined_in_order')(text, number, separator) }}
{%- endmacro %}


{% macro duckdb__joined_in_order(text, number, separator) -%}
    string_agg({{ text }}, '{{ separator }}' order by {{ number }})
{%- endmacro %}


{% macro spark__joined_in_order(text, number, separator) -%}
    array_join(
        transform(
            array_sort(collect_list(named_struct('number', {{ number }}, 'text', {{ text }}))),
            part -> part.text
        ),
        '{{ separator }}'
    )
{%- endmacro %}
