{#- The band of a company's size, from its number of employees. -#}
{% macro size_band(employee_count) -%}
case
            when {{ employee_count }} is null then 'unknown'
            when {{ employee_count }} < 10 then '1-9'
            when {{ employee_count }} < 50 then '10-49'
            when {{ employee_count }} < 250 then '50-249'
            when {{ employee_count }} < 1000 then '250-999'
            else '1000+'
        end
{%- endmacro %}
