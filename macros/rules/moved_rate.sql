{#- A rate moved by so many percentage points, but not below 0; null where it is not known. -#}
{% macro moved_rate(rate, change_points) -%}
    case
        when {{ rate }} is not null
            then greatest(
                {{ rate }} + cast({{ change_points }} as double) / 100, cast(0 as double)
            )
    end
{%- endmacro %}
