{#- A reason as a source words it, in the spelling of the seed reason_taxonomy: too_expensive. -#}
{% macro reason_key(text) -%}
    {{ replaced('lower(trim(' ~ text ~ '))', '[ _./-]+', '_') }}
{%- endmacro %}
