{#- The text at a key of a JSON object; null where the text is no object or has no such key. -#}
{% macro json_text(object, key) -%}
    {{ adapter.dispatch('json_text')(object, key) }}
{%- endmacro %}


{% macro duckdb__json_text(object, key) -%}
    case when json_valid({{ object }}) then json_extract_string({{ object }}, '$."{{ key }}"') end
{%- endmacro %}


{% macro spark__json_text(object, key) -%}
    get_json_object({{ object }}, "$['{{ key }}']")
{%- endmacro %}
