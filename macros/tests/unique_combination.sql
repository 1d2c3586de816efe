{#- No two rows share the values of `columns`; a missing value counts as a value. -#}
{% test unique_combination(model, columns) %}
select
    {{ columns | join(', ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}


{#- Like `relationships`, but silent where the other table is empty: any table may be absent. -#}
{% test found_in(model, column_name, to, field) %}
select child_rows.{{ column_name }}
from {{ model }} as child_rows
left join {{ to }} as parent_rows
    on child_rows.{{ column_name }} = parent_rows.{{ field }}
where
    child_rows.{{ column_name }} is not null
    and parent_rows.{{ field }} is null
    and (select count(*) from {{ to }}) > 0
{% endtest %}
