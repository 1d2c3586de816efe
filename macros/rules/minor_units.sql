{#-
    An amount in a currency's minor units (cents) as money in major units. The currencies without
    minor units, and those with three digits, are those that Stripe names; it gives UGX two digits.
-#}
{% macro minor_units(amount, currency) -%}
    {{ double_as_money(
        'cast(' ~ amount ~ " as double) / case when upper(" ~ currency ~ ") in ('BIF', 'CLP', 'DJF',"
        ~ " 'GNF', 'JPY', 'KMF', 'KRW', 'MGA', 'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF')"
        ~ " then 1 when upper(" ~ currency ~ ") in ('BHD', 'JOD', 'KWD', 'OMR', 'TND') then 1000"
        ~ ' else 100 end'
    ) }}
{%- endmacro %}
