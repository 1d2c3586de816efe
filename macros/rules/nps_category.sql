{#- Promoter, passive or detractor (Reichheld, Harvard Business Review, December 2003). -#}
{% macro nps_category(score) -%}
    case
        when {{ score }} >= 9 then 'promoter'
        when {{ score }} >= 7 then 'passive'
        when {{ score }} is not null then 'detractor'
    end
{%- endmacro %}


{#-
    Half the width of the 95 % interval of an NPS of −100 to 100: answers are 1, 0 or −1, so their
    variance is p + d − (p − d)², and the mean's is that over the answers. Null of none.
-#}
{% macro nps_margin_of_error(promoters, detractors, responses) -%}
{%- set p = 'cast(' ~ promoters ~ ' as double)' -%}
{%- set d = 'cast(' ~ detractors ~ ' as double)' -%}
{%- set n = 'nullif(cast(' ~ responses ~ ' as double), 0)' -%}
    {{ rounded(
        '100 * ' ~ normal_95() ~ ' * sqrt(((' ~ p ~ ' + ' ~ d ~ ') * ' ~ n ~ ' - (' ~ p ~ ' - ' ~ d
        ~ ') * (' ~ p ~ ' - ' ~ d ~ ')) / ' ~ n ~ ') / ' ~ n,
        6
    ) }}
{%- endmacro %}
