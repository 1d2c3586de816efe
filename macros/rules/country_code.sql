{#- A country that is written as its code of two letters already; null where it is not. -#}
{% macro country_code(expression) -%}
    case when length(trim({{ expression }})) = 2 then upper(trim({{ expression }})) end
{%- endmacro %}
