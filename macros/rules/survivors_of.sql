{#-
    CTEs `steps_0` to `steps_n` and `survivors`: who is left of each record that was merged into
    another one, which may have been merged itself. `merges` is a CTE with one row per record_type
    and record_id, and the merged_into_id. Each step goes twice as far as the one before: five reach
    32 merges. What is merged in a circle stands for itself and is in no row.
-#}
{% macro survivors_of(merges, doublings=5) -%}
steps_0 as (
    select
        record_type,
        record_id,
        merged_into_id as survivor_id
    from {{ merges }}
),

{% for step in range(1, doublings + 1) %}
steps_{{ step }} as (
    select
        nearer_steps.record_type,
        nearer_steps.record_id,
        coalesce(farther_steps.survivor_id, nearer_steps.survivor_id) as survivor_id
    from steps_{{ step - 1 }} as nearer_steps
    left join steps_{{ step - 1 }} as farther_steps
        on
            nearer_steps.record_type = farther_steps.record_type
            and nearer_steps.survivor_id = farther_steps.record_id
),

{% endfor %}
survivors as (
    select
        last_steps.record_type,
        last_steps.record_id,
        last_steps.survivor_id
    from steps_{{ doublings }} as last_steps
    left join {{ merges }} as merges_of_survivor
        on
            last_steps.record_type = merges_of_survivor.record_type
            and last_steps.survivor_id = merges_of_survivor.record_id
    where merges_of_survivor.record_id is null
)
{%- endmacro %}
