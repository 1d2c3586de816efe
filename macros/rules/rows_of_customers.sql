{#-
    The rows of a relation that are not of internal accounts, and the account as which each counts
    among customers. An account that is in no CRM stands for itself; a row without any has null.
-#}
{% macro rows_of_customers(relation) %}
    select
        {{ relation }}.*,
        coalesce(customer_accounts.customer_account_id, {{ relation }}.account_id)
            as customer_account_id
    from {{ relation }}
    left join {{ ref('int_crm__customer_accounts') }} as customer_accounts
        on {{ relation }}.account_id = customer_accounts.account_id
    left join {{ ref('stg_crm__accounts') }} as internal_accounts
        on
            {{ relation }}.account_id = internal_accounts.account_id
            and internal_accounts.is_internal
    where internal_accounts.account_id is null
{% endmacro %}


{#- Hours from one clock reading to another; null where the second is not there or comes before. -#}
{% macro hours_between(from_time, to_time) -%}
    case
        when {{ to_time }} >= {{ from_time }}
            then cast({{ dbt.datediff(from_time, to_time, 'second') }} as double) / 3600
    end
{%- endmacro %}
