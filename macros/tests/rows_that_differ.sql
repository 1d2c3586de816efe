{#- The rows that one of two relations has and the other has not, or has fewer times. -#}
{% macro rows_that_differ(expected, found) %}
select * from (
    select * from {{ expected }}
    except all
    select * from {{ found }}
) as missing_rows
union all
select * from (
    select * from {{ found }}
    except all
    select * from {{ expected }}
) as surplus_rows
{% endmacro %}
