{#-
    How a person is known outside of the warehouse. DECISIONS.md, "Who the people of an account are":
    an id that is an e-mail address is personal, and stands as its hash.
-#}
{% macro person_id(id) -%}
    case when {{ id }} like '%@%' then {{ dbt.hash(id) }} else {{ id }} end
{%- endmacro %}
