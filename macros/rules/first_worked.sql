{#-
    A query over tasks: the day from which each kind was worked on, that of the first task with an
    outcome. DECISIONS.md, "What counts as left alone".
-#}
{% macro first_worked(tasks) %}
    select
        kind,
        min(opened_on) as worked_from
    from {{ tasks }}
    where outcome is not null
    group by kind
{% endmacro %}
