{#-
    Every row of one table of the raw contract, from all connectors that its domain uses, with
    `connector` and `rejection_reason` (null: the row can be used).

    Columns, types, the key and the reasons come from the source's YAML:
      config.meta.key          columns that tell rows apart; of equal ones the newest is kept
      config.meta.newest_by    the column that says which is newest
      config.meta.rejects      list of {reason, when}; `when` is SQL over the row
      config.meta.belongs_to   a column that must exist in `parent`
      config.meta.is_large     events: duplicates are left to the models that aggregate them
-#}
{% macro contract_rows(domain, table, parent=none) %}
{%- set relations = contract_relations(domain, table) -%}
{%- if execute -%}
{%- set contract = contract_source(domain, table) -%}
{%- set meta = contract.config.meta -%}
select
    judged_rows.*,
    case
        when judged_rows.row_fault is not null then judged_rows.row_fault
        {%- if not meta.get('is_large') %}
        when row_number() over (
            partition by
                {% for column in meta.key %}judged_rows.{{ column }}, {% endfor -%}
                judged_rows.row_fault is null
            order by
                {% if meta.get('newest_by') %}judged_rows.{{ meta.newest_by }} desc nulls last, {% endif -%}
                judged_rows.connector
        ) > 1 then 'duplicate of {{ meta.key | join(', ') }}'
        {%- endif %}
    end as rejection_reason
from (
    select
        contract_rows.*,
        case
            {%- for column in contract.columns.values() if column.config.meta.get('required') %}
            when contract_rows.{{ column.name }} is null then 'no {{ column.name }}'
            {%- endfor %}
            {%- for reject in meta.get('rejects', []) %}
            when {{ reject.when }} then '{{ reject.reason }}'
            {%- endfor %}
            {%- if parent %}
            when parent_rows.{{ meta.belongs_to }} is null then 'no such {{ meta.belongs_to }}'
            {%- endif %}
        end as row_fault
    from (
        {%- for relation in relations %}
        {% if not loop.first %}union all{% endif %}
        select
            {%- for column in contract.columns.values() %}
            {%- if relation.columns is none or column.name in relation.columns %}
            cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }},
            {%- else %}
            cast(null as {{ column.data_type }}) as {{ column.name }},
            {%- endif %}
            {%- endfor %}
            '{{ relation.connector }}' as connector
        from {{ relation.name }}
        {%- endfor %}
    ) as contract_rows
    {%- if parent %}
    left join {{ parent }} as parent_rows
        on contract_rows.{{ meta.belongs_to }} = parent_rows.{{ meta.belongs_to }}
    {%- endif %}
) as judged_rows
{%- endif -%}
{% endmacro %}


{#- The relations that hold a contract table: [{connector, name, columns}], one per connector. -#}
{% macro contract_relations(domain, table) %}
{%- set found = [] -%}
{%- for connector in connectors_of(domain) -%}
    {%- if connector == 'files' -%}
        {%- do found.append({'connector': 'files', 'name': source(domain, table), 'columns': none}) -%}
    {%- elif table in connector_tables(connector) -%}
        {%- set model = connector ~ '__' ~ table -%}
        {%- set relation = ref(model) -%}
        {%- set columns = graph.nodes['model.' ~ project_name ~ '.' ~ model].columns.keys() | list
            if execute else [] -%}
        {%- do found.append({'connector': connector, 'name': relation, 'columns': columns}) -%}
    {%- endif -%}
{%- endfor -%}
{%- if not found -%}
    {#- No connector of this domain has the table: it is empty, in its declared types. -#}
    {%- do found.append({
        'connector': 'none',
        'name': '(select * from ' ~ source(domain, table) ~ ' where false) as absent',
        'columns': none,
    }) -%}
{%- endif -%}
{{ return(found) }}
{% endmacro %}


{#- The source that declares a contract table. Only while executing: parsing has no graph yet. -#}
{% macro contract_source(domain, table) %}
{{ return(graph.sources['source.' ~ project_name ~ '.' ~ domain ~ '.' ~ table]) }}
{% endmacro %}
