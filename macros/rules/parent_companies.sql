{#- The contract's company_relationships of a CRM's accounts that name their parents. -#}
{% macro parent_companies(accounts) %}
    with accounts as (
        select * from {{ accounts }}
        where merged_into_account_id is null
    ),

    final as (
        select distinct
            accounts.domain as company_domain,
            parents.domain as related_domain,
            'parent' as relationship
        from accounts
        inner join accounts as parents
            on accounts.parent_account_id = parents.account_id
        where accounts.domain <> parents.domain
    )

    select * from final
{% endmacro %}
