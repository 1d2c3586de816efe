{#-
    Last day of the part of a week that a date lies in. A week is one part; those of the last nine are
    cut in two on today's weekday, so that windows of whole weeks may end on Sundays and today alike.
-#}
{% macro part_of_week_end(date) -%}
{%- set days_to_sunday = dbt.datediff(as_of_date(), week_end(as_of_date()), 'day') -%}
{%- set todays_weekday = dbt.dateadd('day', '-1 * (' ~ days_to_sunday ~ ')', week_end(date)) -%}
    case
        when
            {{ date }} > {{ dbt.dateadd('day', -63, as_of_date()) }}
            and {{ date }} <= {{ todays_weekday }}
            then cast({{ todays_weekday }} as date)
        else {{ week_end(date) }}
    end
{%- endmacro %}
