{#- The two-sided 5 % point of the standard normal distribution. -#}
{% macro normal_95() -%}
    cast(1.959963984540054 as double)
{%- endmacro %}


{#-
    Two-sided p-value of a standard normal deviate, by formula 26.2.17 of Abramowitz and Stegun,
    Handbook of Mathematical Functions (1964): off by less than 1.5e-7. No engine has the error
    function, and it is written in plain arithmetic here.
-#}
{% macro two_sided_p_value(deviate) -%}
{%- set step = '(cast(1 as double) / (cast(1 as double) + cast(0.2316419 as double) * abs(' ~ deviate ~ ')))' -%}
{%- set coefficients = [1.330274429, -1.821255978, 1.781477937, -0.356563782, 0.319381530] -%}
{%- set sum = namespace(text='cast(0 as double)') -%}
{%- for coefficient in coefficients -%}
{%- set sum.text = '(' ~ sum.text ~ ' * ' ~ step ~ ' + cast(' ~ coefficient ~ ' as double))' -%}
{%- endfor -%}
    least(
        cast(2 as double) * cast(0.3989422804014327 as double)
        * exp(-({{ deviate }}) * ({{ deviate }}) / cast(2 as double))
        * {{ sum.text }} * {{ step }},
        cast(1 as double)
    )
{%- endmacro %}


{#-
    The low or high end of Wilson's 95 % interval of a share (Journal of the American Statistical
    Association 22, 1927); null of none. It stays within 0 and 1, and holds for small samples.
-#}
{% macro wilson(successes, trials, end) -%}
    {{ rounded(wilson_limit(successes, trials, normal_95(), end), 6) }}
{%- endmacro %}


{#- The same at the confidence of any two-sided point of the normal distribution, not rounded. -#}
{% macro wilson_limit(successes, trials, z, end) -%}
{%- set n = 'cast(' ~ trials ~ ' as double)' -%}
{%- set x = 'cast(' ~ successes ~ ' as double)' -%}
    (
        ({{ x }} + {{ z }} * {{ z }} / 2 {{ '-' if end == 'low' else '+' }} {{ z }}
        * sqrt({{ x }} * ({{ n }} - {{ x }}) / nullif({{ n }}, 0) + {{ z }} * {{ z }} / 4))
        / nullif({{ n }} + {{ z }} * {{ z }} * sign({{ n }}), 0)
    )
{%- endmacro %}


{#-
    Two-sided p-value of the difference of two shares: the z-test with the pooled share (Fleiss, Levin
    and Paik, Statistical Methods for Rates and Proportions, 2003). Null where fewer than five successes,
    or failures, would be expected in one of the two: the normal distribution does not hold there.
-#}
{% macro p_value_of_two_shares(successes, trials, other_successes, other_trials) -%}
{%- set one, other = 'cast(' ~ trials ~ ' as double)', 'cast(' ~ other_trials ~ ' as double)' -%}
{%- set pooled = rate(
    '(' ~ successes ~ ' + ' ~ other_successes ~ ')', '(' ~ trials ~ ' + ' ~ other_trials ~ ')'
) -%}
{%- set difference = rate(successes, trials) ~ ' - ' ~ rate(other_successes, other_trials) -%}
{%- set variance =
    pooled ~ ' * (1 - ' ~ pooled ~ ') * (' ~ rate(1, trials) ~ ' + ' ~ rate(1, other_trials) ~ ')' -%}
    case
        when
            least({{ pooled }}, 1 - {{ pooled }}) * least({{ one }}, {{ other }}) >= 5
            then {{ rounded(
                two_sided_p_value('((' ~ difference ~ ') / sqrt(' ~ variance ~ '))'), 6
            ) }}
    end
{%- endmacro %}


{#-
    The low or high end of the 95 % interval of the difference of two shares, made of Wilson's
    intervals of both (Newcombe, Statistics in Medicine 17, 1998, method 10).
-#}
{% macro difference_of_shares(successes, trials, other_successes, other_trials, end) -%}
{%- set ends = ['low', 'high'] if end == 'low' else ['high', 'low'] -%}
{%- set own = rate(successes, trials) -%}
{%- set other = rate(other_successes, other_trials) -%}
    {{ rounded(
        own ~ ' - ' ~ other ~ (' - ' if end == 'low' else ' + ')
        ~ 'sqrt(power(' ~ own ~ ' - ' ~ wilson_limit(successes, trials, normal_95(), ends[0]) ~ ', 2)'
        ~ ' + power(' ~ wilson_limit(other_successes, other_trials, normal_95(), ends[1]) ~ ' - ' ~ other ~ ', 2))',
        6
    ) }}
{%- endmacro %}


{#-
    The logarithm of the low or high end of the 95 % interval of the ratio of two shares, made of the
    Wilson intervals of both on the logarithmic scale (Zou and Donner, Statistics in Medicine 27, 2008).
    Unlike Katz's it has a width where all of a sample, or hardly any of it, are successes. Null where
    one of the shares is 0.
-#}
{% macro log_ratio_of_shares(successes, trials, other_successes, other_trials, end) -%}
{%- set ends = ['low', 'high'] if end == 'low' else ['high', 'low'] -%}
{%- set own = rate(successes, trials) -%}
{%- set other = rate(other_successes, other_trials) -%}
    case
        when {{ successes }} > 0 and {{ other_successes }} > 0
            then
                ln({{ own }}) - ln({{ other }}) {{ '-' if end == 'low' else '+' }} sqrt(
                    power(
                        ln({{ own }})
                        - ln({{ wilson_limit(successes, trials, normal_95(), ends[0]) }}),
                        2
                    )
                    + power(
                        ln({{ wilson_limit(other_successes, other_trials, normal_95(), ends[1]) }})
                        - ln({{ other }}),
                        2
                    )
                )
    end
{%- endmacro %}
