{%- set doublings = 5 -%}

with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
    where not is_internal
),

-- A parent that nobody knows, or an internal one, is none.
steps_0 as (
    select
        accounts.account_id,
        coalesce(parents.account_id, accounts.account_id) as ancestor_id
    from accounts
    left join accounts as parents
        on accounts.parent_account_id = parents.account_id
),

-- Each step goes twice as far up as the one before: five reach 32 levels.
{% for step in range(1, doublings + 1) %}
steps_{{ step }} as (
    select
        lower_steps.account_id,
        upper_steps.ancestor_id
    from steps_{{ step - 1 }} as lower_steps
    inner join steps_{{ step - 1 }} as upper_steps
        on lower_steps.ancestor_id = upper_steps.account_id
),

{% endfor %}
-- Where parents form a circle there is no top; each account in or below it stands for itself.
tops as (
    select
        last_steps.account_id,
        case
            when first_steps.ancestor_id = last_steps.ancestor_id then last_steps.ancestor_id
            else last_steps.account_id
        end as ultimate_parent_id,
        first_steps.ancestor_id <> last_steps.ancestor_id as is_in_circle
    from steps_{{ doublings }} as last_steps
    inner join steps_0 as first_steps
        on last_steps.ancestor_id = first_steps.account_id
),

-- DECISIONS.md, "Parents and children" (`customer_grain`).
final as (
    select
        account_id,
        ultimate_parent_id,
        is_in_circle,
        {% if revenue_rule('customer_grain') == 'ultimate_parent' -%}
        ultimate_parent_id
        {%- else -%}
        account_id
        {%- endif %} as customer_account_id
    from tops
)

select * from final
