{#-
    Before any run: what is about to be built loses its note in `quality.built_from`, which says
    from which inputs a table was built. `saas360 build` skips tables whose note still holds; it
    writes the note anew once the table is built and checked (saas360/unchanged.py).
-#}
{% macro forget_inputs() %}
{%- if execute and flags.WHICH in ('run', 'build', 'seed', 'snapshot') -%}
    {%- if 'built_from' in tables_of('quality') and selected_resources -%}
        {%- do run_query(
            "delete from quality.built_from where node in ('" ~ selected_resources | join("', '") ~ "')"
        ) -%}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
