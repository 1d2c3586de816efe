{#-
    A vendor's tables that the loader last wrote more than a day before the newest of them, one row per
    table: is_late. What joins two such tables mixes two states of the vendor.
-#}
{% macro late_tables(vendor, tables) %}
    select {{ dbt.datediff('newest_at', 'newest_of_all', 'day') }} > 1 as is_late
    from (
        select
            newest_at,
            max(newest_at) over () as newest_of_all
        from (
            {% for table in tables %}
            select max(_fivetran_synced) as newest_at
            from {{ source(vendor, vendor ~ '_' ~ table) }}
            {{ 'union all' if not loop.last }}
            {% endfor %}
        ) as table_ages
        where newest_at is not null
    ) as ages
{% endmacro %}
