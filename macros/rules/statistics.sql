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
