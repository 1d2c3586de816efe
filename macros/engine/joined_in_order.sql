{#- Aggregate: the texts of a group with commas between them, in the order of a number. -#}
{% macro joined_in_order(text, number) -%}
    {{ adapter.dispatch('joined_in_order')(text, number) }}
{%- endmacro %}


{% macro duckdb__joined_in_order(text, number) -%}
    string_agg({{ text }}, ', ' order by {{ number }})
{%- endmacro %}


{% macro spark__joined_in_order(text, number) -%}
    array_join(
        transform(
            array_sort(collect_list(named_struct('number', {{ number }}, 'text', {{ text }}))),
            part -> part.text
        ),
        ', '
    )
{%- endmacro %}
