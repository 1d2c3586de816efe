{#-
    When a closed deal closed: the instant at which it entered its last stage, but no later than the
    day that the CRM gives as its closing. DECISIONS.md, "Salesforce".
-#}
{% macro deal_closed_at(closing_date, entered_at, created_at) -%}
    case
        when
            {{ entered_at }} is not null
            and coalesce(cast({{ entered_at }} as date) <= cast({{ closing_date }} as date), true)
            then {{ entered_at }}
        when cast({{ closing_date }} as date) = cast({{ created_at }} as date)
            then greatest({{ closing_date }}, {{ created_at }})
        else {{ closing_date }}
    end
{%- endmacro %}
