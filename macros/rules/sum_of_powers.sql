{#- 1 + x + x² + … of so many terms: what came in each month and stayed by x a month. -#}
{% macro sum_of_powers(x, terms) -%}
    {{ polynomial(x, [1] * terms) }}
{%- endmacro %}
