{#-
    The month of its time as a customer in which an account is on a day; 1 is the first. A month is
    over on the day of the month on which the time began, or on a shorter month's last day.
-#}
{% macro tenure_months(started_on, on_date) -%}
    cast(
        (extract(year from {{ on_date }}) - extract(year from {{ started_on }})) * 12
        + extract(month from {{ on_date }}) - extract(month from {{ started_on }})
        + case
            when
                extract(day from {{ on_date }}) >= least(
                    extract(day from {{ started_on }}), extract(day from last_day({{ on_date }}))
                )
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
