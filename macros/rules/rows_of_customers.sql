{#-
    The rows of a relation that are not of internal accounts, and the account as which each counts
    among customers. An account that nobody knows stands for itself; a row without any has null.
-#}
{% macro rows_of_customers(relation) %}
    select
        {{ relation }}.*,
        coalesce(account_ids.customer_account_id, {{ relation }}.account_id) as customer_account_id
    from {{ relation }}
    left join {{ ref('int_identity__account_ids') }} as account_ids
        on {{ relation }}.account_id = account_ids.account_id
    where not coalesce(account_ids.is_internal, false)
{% endmacro %}


{#- Hours from one clock reading to another; null where the second is not there or comes before. -#}
{% macro hours_between(from_time, to_time) -%}
    case
        when {{ to_time }} >= {{ from_time }}
            then cast({{ dbt.datediff(from_time, to_time, 'second') }} as double) / 3600
    end
{%- endmacro %}
