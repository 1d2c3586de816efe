{#-
    The id of a task: the same in every build, since it is made of nothing but what the task is.
    DECISIONS.md, "A task keeps its id".
-#}
{% macro task_id(kind, subject, reason, opened_on) -%}
    md5(concat(
        {{ kind }}, '|', {{ subject }}, '|', {{ reason }}, '|',
        cast({{ opened_on }} as {{ dbt.type_string() }})
    ))
{%- endmacro %}


{#- Whether a task is left alone to compare with. DECISIONS.md, "Some tasks are left alone". -#}
{% macro is_held_out(task_id, share) -%}
    {{ hash_share("concat('hold-out|', " ~ task_id ~ ")") }} < {{ share }}
{%- endmacro %}
