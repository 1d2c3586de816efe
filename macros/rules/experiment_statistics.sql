{#-
    The point below which a standard normal deviate falls with the given probability, a column
    between 0 and 1: algorithm AS 241, PPND7 (Wichura, Applied Statistics 37, 1988), good to about
    seven digits.
-#}
{% macro normal_quantile(probability) -%}
{%- set centred = '(' ~ probability ~ ' - cast(0.5 as double))' -%}
{%- set near = '(cast(0.180625 as double) - ' ~ centred ~ ' * ' ~ centred ~ ')' -%}
{%- set tail = 'sqrt(-ln(least(' ~ probability ~ ', 1 - ' ~ probability ~ ')))' -%}
{%- set middle = '(' ~ tail ~ ' - cast(1.6 as double))' -%}
{%- set far = '(' ~ tail ~ ' - cast(5 as double))' -%}
    case
        when abs({{ centred }}) <= cast(0.425 as double)
            then
                {{ centred }}
                * {{ polynomial(near, [3.3871327179, 50.434271938, 159.29113202, 59.109374720]) }}
                / {{ polynomial(near, [1, 17.895169469, 78.757757664, 67.187563600]) }}
        when {{ tail }} <= cast(5 as double)
            then
                sign({{ centred }})
                * {{ polynomial(
                    middle, [1.4234372777, 2.7568153900, 1.3067284816, 0.17023821103]
                ) }}
                / {{ polynomial(middle, [1, 0.73700164250, 0.12021132975]) }}
        else
            sign({{ centred }})
            * {{ polynomial(
                far, [6.6579051150, 3.0812263860, 0.42868294337, 0.017337203997]
            ) }}
            / {{ polynomial(far, [1, 0.24197894225, 0.012258202635]) }}
    end
{%- endmacro %}


{#- A polynomial of `x`, by Horner's scheme; the coefficients rise in power. -#}
{% macro polynomial(x, coefficients) -%}
{%- set sum = namespace(text='cast(0 as double)') -%}
{%- for coefficient in coefficients | reverse -%}
{%- set sum.text = '(' ~ sum.text ~ ' * ' ~ x ~ ' + cast(' ~ coefficient ~ ' as double))' -%}
{%- endfor -%}
    {{ sum.text }}
{%- endmacro %}


{#-
    The probability that chi-square with so many degrees of freedom (a column) exceeds the statistic
    (a column): the finite series 26.4.4 and 26.4.5 of Abramowitz and Stegun, Handbook of Mathematical
    Functions (1964), up to 10 degrees; beyond, the cube root of Wilson and Hilferty (Proceedings of
    the National Academy of Sciences 17, 1931). Null for none.
-#}
{% macro chi_square_p_value(statistic, degrees) -%}
{%- set nine = '(cast(9 as double) * ' ~ degrees ~ ')' -%}
{%- set cube_root =
    '((power(' ~ statistic ~ ' / ' ~ degrees ~ ', cast(1 as double) / 3) - 1 + 2 / ' ~ nine
    ~ ') / sqrt(2 / ' ~ nine ~ '))' -%}
    case
        {%- for known_degrees in range(1, 11) %}
        when {{ degrees }} = {{ known_degrees }} and {{ statistic }} is not null
            then {{ chi_square_series(statistic, known_degrees) }}
        {%- endfor %}
        when {{ degrees }} > 10 and {{ cube_root }} >= 0
            then {{ two_sided_p_value(cube_root) }} / 2
        when {{ degrees }} > 10
            then 1 - {{ two_sided_p_value(cube_root) }} / 2
    end
{%- endmacro %}


{#- The finite series for a known number of degrees: without the normal tail where it is even. -#}
{% macro chi_square_series(statistic, degrees) -%}
{%- set is_odd = degrees % 2 -%}
{%- set half = '(' ~ statistic ~ ' / cast(2 as double))' -%}
{%- set terms = namespace(factor=1.0, texts=[]) -%}
{%- for step in range(degrees // 2) -%}
{#- One over the gamma function: of 1, 2, … where even, of 3/2, 5/2, … where odd. -#}
{%- if is_odd -%}
{%- set terms.factor = (1.1283791670955126 if step == 0 else terms.factor / (step + 0.5)) -%}
{%- elif step > 0 -%}
{%- set terms.factor = terms.factor / step -%}
{%- endif -%}
{%- do terms.texts.append(
    'cast(' ~ terms.factor ~ ' as double) * power(' ~ half ~ ', ' ~ (step + 0.5 * is_odd) ~ ')'
) -%}
{%- endfor -%}
    ({{ two_sided_p_value('sqrt(' ~ statistic ~ ')') if is_odd else '0' }}
    {%- if terms.texts %} + exp(-{{ half }}) * ({{ terms.texts | join(' + ') }}){% endif -%}
    )
{%- endmacro %}


{#-
    The two-sided p-value of Student's t with `degrees` of freedom, by the normal deviate of Wallace
    (Annals of Mathematical Statistics 30, 1959): off by less than 0.0002 from 8 degrees on.
-#}
{% macro student_p_value(t, degrees) -%}
    case when {{ t }} is not null then {{ two_sided_p_value(
        '((8 * ' ~ degrees ~ ' + 1) / (8 * ' ~ degrees ~ ' + 3) * sqrt(' ~ degrees ~ ' * ln(1 + '
        ~ t ~ ' * ' ~ t ~ ' / ' ~ degrees ~ ')))'
    ) }} end
{%- endmacro %}


{#-
    Student's t at the tail where the normal deviate is `z`: the expansion 26.7.5 of Abramowitz and
    Stegun.
-#}
{% macro student_quantile(z, degrees) -%}
{%- set n = 'cast(' ~ degrees ~ ' as double)' -%}
    (
        {{ polynomial(z, [0, 1]) }}
        + {{ polynomial(z, [0, 1, 0, 1]) }} / (4 * {{ n }})
        + {{ polynomial(z, [0, 3, 0, 16, 0, 5]) }} / (96 * {{ n }} * {{ n }})
        + {{ polynomial(z, [0, -15, 0, 17, 0, 19, 0, 3]) }} / (384 * {{ n }} * {{ n }} * {{ n }})
    )
{%- endmacro %}


{#-
    A p-value that holds however often one looks: one over the mixture likelihood ratio of Robbins
    (Annals of Mathematical Statistics 41, 1970), as Johari et al., "Peeking at A/B Tests" (KDD
    2017), use it. `weight` is how much has been learnt, as a share of what the mixture expects an
    effect to take: DECISIONS.md, "Peeking is allowed against a bound of its own".
-#}
{% macro sequential_p_value(deviate, weight) -%}
    case when {{ deviate }} is not null then least(
        sqrt(1 + {{ weight }})
        * exp(
            -{{ deviate }} * {{ deviate }} / cast(2 as double)
            * {{ weight }} / (1 + {{ weight }})
        ),
        cast(1 as double)
    ) end
{%- endmacro %}


{#- The deviate that a sequential p-value has to reach to be below `alpha`; null before any data. -#}
{% macro sequential_deviate(weight, alpha) -%}
    sqrt(
        (1 + {{ weight }}) / nullif({{ weight }}, 0)
        * (-2 * ln({{ alpha }}) + ln(1 + {{ weight }}))
    )
{%- endmacro %}


{#- The variance of numbers of which are known the sum of squares, the sum, and how many they are. -#}
{% macro sample_variance(squares, total, count) -%}
    greatest(
        {{ rate(
            squares ~ ' - ' ~ rate('cast(' ~ total ~ ' as double) * ' ~ total, count), count ~ ' - 1'
        ) }},
        cast(0 as double)
    )
{%- endmacro %}
