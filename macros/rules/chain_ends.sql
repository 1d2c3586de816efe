{#-
    CTEs that follow a chain to its end, of which `chain_ends` is the last: one row per account with its
    end_id, and whether the chain leads into a circle, where each account in or below it stands for itself.

    steps: name of a CTE with account_id and next_id, itself at the end of a chain.
-#}
{% macro chain_ends(steps) -%}
{#- Each step goes twice as far as the one before: five reach 32 levels. -#}
{%- set doublings = 5 -%}
{% for step in range(1, doublings + 1) %}
steps_{{ step }} as (
    select
        earlier_steps.account_id,
        later_steps.next_id
    from {{ steps if step == 1 else 'steps_' ~ (step - 1) }} as earlier_steps
    inner join {{ steps if step == 1 else 'steps_' ~ (step - 1) }} as later_steps
        on earlier_steps.next_id = later_steps.account_id
),
{% endfor %}
chain_ends as (
    select
        last_steps.account_id,
        case
            when first_steps.next_id = last_steps.next_id then last_steps.next_id
            else last_steps.account_id
        end as end_id,
        first_steps.next_id <> last_steps.next_id as is_in_circle
    from steps_{{ doublings }} as last_steps
    inner join {{ steps }} as first_steps
        on last_steps.next_id = first_steps.account_id
)
{%- endmacro %}
