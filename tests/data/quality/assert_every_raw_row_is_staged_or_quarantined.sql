-- If this fails, rows disappear between the raw tables and staging without anybody being told.
-- Events are left out: their daily model says what it counted.
with quarantined_rows as (
    select * from {{ ref('quarantined_rows') }}
),

quarantined_by_table as (
    select
        table_name,
        count(*) as rows_quarantined
    from quarantined_rows
    group by table_name
),

raw_rows as (
    {%- for contract_table in contract_tables() %}
    {%- for relation in contract_relations(contract_table.domain, contract_table.table) %}
    select
        '{{ contract_table.domain }}.{{ contract_table.table }}' as table_name,
        count(*) as row_count
    from {{ relation.name }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

raw_by_table as (
    select
        table_name,
        sum(row_count) as rows_raw
    from raw_rows
    group by table_name
),

staged_by_table as (
    {%- for contract_table in contract_tables() %}
    {%- set entities = 'customers' if contract_table.table == 'billing_customers'
        else contract_table.table %}
    select
        '{{ contract_table.domain }}.{{ contract_table.table }}' as table_name,
        count(*) as rows_staged
    from {{ ref('stg_' ~ contract_table.domain ~ '__' ~ entities) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select
    raw_by_table.table_name,
    raw_by_table.rows_raw,
    staged_by_table.rows_staged,
    quarantined_by_table.rows_quarantined
from raw_by_table
inner join staged_by_table
    on raw_by_table.table_name = staged_by_table.table_name
left join quarantined_by_table
    on raw_by_table.table_name = quarantined_by_table.table_name
where
    raw_by_table.rows_raw
    <> staged_by_table.rows_staged + coalesce(quarantined_by_table.rows_quarantined, 0)
