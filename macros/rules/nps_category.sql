{#- Promoter, passive or detractor (Reichheld, Harvard Business Review, December 2003). -#}
{% macro nps_category(score) -%}
    case
        when {{ score }} >= 9 then 'promoter'
        when {{ score }} >= 7 then 'passive'
        when {{ score }} is not null then 'detractor'
    end
{%- endmacro %}
