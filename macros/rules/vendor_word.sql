{#- A word of a vendor's list as the seed vendor_channels spells it; null where there is none. -#}
{% macro vendor_word(expression) -%}
    nullif(replace(replace(lower(trim({{ expression }})), ' ', '_'), '-', '_'), '')
{%- endmacro %}
