{#- The month of its time as a customer in which an account is on a day; 1 is the first. -#}
{% macro tenure_months(started_on, on_date) -%}
    cast(
        {{ dbt.datediff(started_on, on_date, 'month') }}
        + case
            when
                cast(
                    {{ dbt.dateadd('month', dbt.datediff(started_on, on_date, 'month'), started_on) }}
                    as date
                ) <= {{ on_date }}
                then 1
            else 0
        end
        as integer
    )
{%- endmacro %}


{#- DECISIONS.md, "Tenure is the month of the time as a customer". -#}
{% macro tenure_band(months) -%}
    case
        when {{ months }} <= 1 then '1'
        when {{ months }} <= 4 then '2-4'
        when {{ months }} <= 12 then '5-12'
        when {{ months }} <= 24 then '13-24'
        else '25+'
    end
{%- endmacro %}
