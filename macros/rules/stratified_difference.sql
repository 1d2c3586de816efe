{#-
    The difference of two shares within strata: Mantel and Haenszel's, with the variance of Sato
    (Biometrics 45, 1989), which holds for a few large strata and for many thin ones. This macro
    gives the sums over strata, to select in a grouping query over rows of strata: how many of a
    group and of others there are, and how many of each succeeded. A stratum that has only one of
    the two says nothing and drops out.
-#}
{% macro stratified_sums(group, group_successes, others, other_successes) -%}
{%- set n1, n0 = 'cast(' ~ group ~ ' as double)', 'cast(' ~ others ~ ' as double)' -%}
{%- set x1 = 'cast(' ~ group_successes ~ ' as double)' -%}
{%- set x0 = 'cast(' ~ other_successes ~ ' as double)' -%}
{%- set n = '(' ~ n1 ~ ' + ' ~ n0 ~ ')' -%}
{%- set compared = group ~ ' > 0 and ' ~ others ~ ' > 0' -%}
        count(case when {{ compared }} then 1 end) as compared_strata,
        {% for name, count in {
            'compared_group': group,
            'compared_group_successes': group_successes,
            'compared_others': others,
            'compared_other_successes': other_successes,
        }.items() -%}
        cast(sum(case when {{ compared }} then {{ count }} else 0 end) as bigint) as {{ name }},
        {% endfor -%}
        {{ rounded(
            'sum(case when ' ~ compared ~ ' then ' ~ n1 ~ ' * ' ~ n0 ~ ' / ' ~ n ~ ' end)', 9
        ) }} as stratum_weight,
        {{ rounded(
            'sum(case when ' ~ compared ~ ' then (' ~ x1 ~ ' * ' ~ n0 ~ ' - ' ~ x0 ~ ' * ' ~ n1
            ~ ') / ' ~ n ~ ' end)', 9
        ) }} as stratum_difference,
        {{ rounded(
            'sum(case when ' ~ compared ~ ' then (' ~ n1 ~ ' * ' ~ n1 ~ ' * ' ~ x0 ~ ' - ' ~ n0
            ~ ' * ' ~ n0 ~ ' * ' ~ x1 ~ ' + ' ~ n1 ~ ' * ' ~ n0 ~ ' * (' ~ n0 ~ ' - ' ~ n1
            ~ ') / 2) / (' ~ n ~ ' * ' ~ n ~ ') end)', 9
        ) }} as stratum_slope,
        {{ rounded(
            'sum(case when ' ~ compared ~ ' then (' ~ x1 ~ ' * (' ~ n0 ~ ' - ' ~ x0 ~ ') + ' ~ x0
            ~ ' * (' ~ n1 ~ ' - ' ~ x1 ~ ')) / (2 * ' ~ n ~ ') end)', 9
        ) }} as stratum_spread
{%- endmacro %}


{#- The difference itself, from these sums; null where no stratum has both. -#}
{% macro stratified_difference() -%}
    stratum_difference / nullif(stratum_weight, 0)
{%- endmacro %}


{#- The low or high end of its 95 % interval. -#}
{% macro stratified_limit(end) -%}
    {{ rounded(
        stratified_difference() ~ (' - ' if end == 'low' else ' + ') ~ normal_95()
        ~ ' * sqrt(greatest(' ~ stratified_difference() ~ ' * stratum_slope + stratum_spread,'
        ~ ' cast(0 as double))) / nullif(stratum_weight, 0)', 6
    ) }}
{%- endmacro %}


{#-
    Whether there are enough to say anything: so many of each as the var `effect_minimum` says, and five
    successes and five failures to be expected of the smaller group, without which the normal
    distribution does not hold (as in `p_value_of_two_shares`).
-#}
{% macro is_enough_to_compare(group, group_successes, others, other_successes) -%}
{%- set successes = group_successes ~ ' + ' ~ other_successes -%}
{%- set share = rate('(' ~ successes ~ ')', '(' ~ group ~ ' + ' ~ others ~ ')') -%}
    coalesce(
        least({{ group }}, {{ others }}) >= {{ var('effect_minimum') }}
        and least({{ share }}, 1 - {{ share }}) * least({{ group }}, {{ others }}) >= 5,
        false
    )
{%- endmacro %}


{#- What the interval of a difference says in words: DECISIONS.md, "A verdict needs its interval". -#}
{% macro verdict_of(difference_low, difference_high) -%}
    case
        when {{ difference_low }} is null then 'not enough data'
        when {{ difference_low }} > 0 then 'better'
        when {{ difference_high }} < 0 then 'worse'
        else 'no difference found'
    end
{%- endmacro %}
