{#-
    Before any run: what is about to be built loses its note in `quality.built_from`, which says
    from which inputs a table was built. `saas360 build` skips tables whose note still holds; it
    writes the note anew once the table is built and checked (saas360/unchanged.py).
-#}
{% macro forget_inputs() %}
{%- if execute and flags.WHICH in ('run', 'build', 'seed', 'snapshot') -%}
    {%- set noted = run_query(
        "select 1 from information_schema.tables"
        " where table_schema = 'quality' and table_name = 'built_from'"
    ) -%}
    {%- if noted | length and selected_resources -%}
        {%- do run_query(
            "delete from quality.built_from where node in ('" ~ selected_resources | join("', '") ~ "')"
        ) -%}
    {%- endif -%}
{%- endif -%}
{% endmacro %}
