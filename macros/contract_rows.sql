{#-
    Every row of one table of the raw contract, from all connectors that its domain uses, with
    `connector` and `rejection_reason` (null: the row can be used).

    Columns, types, the key and the reasons come from the source's YAML:
      config.meta.key          columns that tell rows apart; of equal ones the newest is kept
      config.meta.newest_by    the column that says which is newest
      config.meta.rejects      list of {reason, when}; `when` is SQL over the row, in which
                               `{as_of}` stands for the date of as_of (YAML of sources is read
                               before any macro can be called)
      config.meta.belongs_to   a column that must exist in `parent`, in the same connector
      config.meta.is_large     events: duplicates are left to the models that aggregate them

    A connector may judge rows itself: a column `connector_fault` of its model (null: nothing wrong)
    is the first reason.

    A key names one thing in all connectors of a domain. Within a connector the newest row is kept;
    a key that several connectors have is taken from the one that the var `connectors` lists first.
-#}
{% macro contract_rows(domain, table, parent=none) %}
{%- set relations = contract_relations(domain, table) -%}
{%- if execute -%}
{{ judged_rows(contract_source(domain, table), relations, parent) }}
{%- endif -%}
{% endmacro %}


{#-
    The rows of `relations` (as contract_relations gives them), judged by a contract. On its own so
    that tests can give it rows: dbt's unit tests see no graph, hence no contract.
-#}
{% macro judged_rows(contract, relations, parent=none) %}
{%- set meta = contract.config.meta -%}
{%- set has_connector_faults =
    'connector_fault' in relations | map(attribute='columns') | select | sum(start=[]) -%}
{%- set key = [] -%}
{%- for column in meta.key -%}
    {%- do key.append('judged_rows.' ~ column) -%}
{%- endfor -%}
{#- Rows that are equally new: any order will do, if it is always the same. -#}
{%- set tie_breakers = contract.columns.keys() | reject('in', meta.key) | list -%}
select
    judged_rows.*,
    case
        when judged_rows.row_fault is not null then judged_rows.row_fault
        {%- if not meta.get('is_large') %}
        {%- if relations | length > 1 %}
        when judged_rows.connector_rank > min(judged_rows.connector_rank) over (
            partition by {{ key | join(', ') }}, judged_rows.row_fault is null
        ) then '{{ meta.key | join(', ') }} is also in a connector listed before'
        {%- endif %}
        when row_number() over (
            partition by
                {{ key | join(', ') }}, judged_rows.row_fault is null, judged_rows.connector_rank
            order by
                {% if meta.get('newest_by') -%}
                judged_rows.{{ meta.newest_by }} desc nulls last,
                {%- endif %}
                {%- for column in tie_breakers | reject('equalto', meta.get('newest_by')) %}
                judged_rows.{{ column }} desc nulls last,
                {%- endfor %}
                judged_rows.connector
        ) > 1 then 'duplicate of {{ meta.key | join(', ') }}'
        {%- endif %}
    end as rejection_reason
from (
    select
        contract_rows.*,
        case
            {%- if has_connector_faults %}
            when contract_rows.connector_fault is not null then contract_rows.connector_fault
            {%- endif %}
            {%- for column in contract.columns.values() if column.config.meta.get('required') %}
            when contract_rows.{{ column.name }} is null then 'no {{ column.name }}'
            {%- endfor %}
            {%- for reject in meta.get('rejects', []) %}
            when {{ reject_condition(reject) }} then '{{ reject.reason }}'
            {%- endfor %}
            {%- if parent %}
            when parent_rows.parent_key is null then 'no such {{ meta.belongs_to }}'
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
            {%- if has_connector_faults %}
            cast(
                {{ 'connector_fault' if 'connector_fault' in (relation.columns or []) else 'null' }}
                as string
            ) as connector_fault,
            {%- endif %}
            '{{ relation.connector }}' as connector,
            {{ loop.index }} as connector_rank
        from {{ relation.name }}
        {%- endfor %}
    ) as contract_rows
    {%- if parent %}
    left join (
        select
            {{ meta.belongs_to }} as parent_key,
            connector as parent_connector
        from {{ parent }}
    ) as parent_rows
        on
            contract_rows.{{ meta.belongs_to }} = parent_rows.parent_key
            and contract_rows.connector = parent_rows.parent_connector
    {%- endif %}
) as judged_rows
{% endmacro %}


{#- A reject's condition as SQL: its `{as_of}` replaced by the date. -#}
{% macro reject_condition(reject) %}
{%- if '{as_of}' in reject.when -%}
{{ return(reject.when | replace('{as_of}', as_of_date())) }}
{%- endif -%}
{{ return(reject.when) }}
{% endmacro %}


{#- The relations that hold a contract table: [{connector, name, columns}], one per connector. -#}
{% macro contract_relations(domain, table) %}
{%- set found = [] -%}
{%- for connector in connectors_of(domain) -%}
    {%- if connector == 'files' -%}
        {%- set relation = source(domain, table) -%}
        {%- do found.append({'connector': 'files', 'name': relation, 'columns': none}) -%}
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


{#-
    Every contract table but the large ones, as {domain, table, parent}; parent is the model that
    `belongs_to` points at. Written down because dbt must see the references while it parses, when
    the graph is not yet there; quarantined_rows compares the list with the sources.
-#}
{% macro contract_tables() %}
{%- set names = {
    'crm': [
        'accounts', 'contacts', 'leads', 'opportunities', 'opportunity_stage_changes',
        'activities', 'owners', 'quotas', 'company_relationships',
    ],
    'marketing': ['marketing_spend', 'experiment_exposures'],
    'billing': [
        'billing_customers', 'plans', 'subscriptions', 'subscription_items',
        'subscription_status_changes', 'discounts', 'invoices', 'invoice_lines', 'payments',
        'refunds',
    ],
    'usage': ['product_users', 'entitlements'],
    'support': ['tickets', 'feature_requests', 'incidents'],
    'success': ['survey_responses', 'cancellation_sessions', 'task_outcomes'],
    'reference': ['exchange_rates'],
} -%}
{%- set parents = {
    'subscription_items': 'stg_billing__subscriptions',
    'subscription_status_changes': 'stg_billing__subscriptions',
} -%}
{%- set tables = [] -%}
{%- for domain, table_names in names.items() -%}
    {%- for table in table_names -%}
        {%- do tables.append({'domain': domain, 'table': table, 'parent': parents.get(table)}) -%}
    {%- endfor -%}
{%- endfor -%}
{{ return(tables) }}
{% endmacro %}


{#- The columns of a contract table that may be shown; personal ones only if a var says so. -#}
{% macro publishable_columns(contract) %}
{%- set columns = [] -%}
{%- for column in contract.columns.values()
    if var('publish_personal_data') or not column.config.meta.get('personal') -%}
    {%- do columns.append(column.name) -%}
{%- endfor -%}
{{ return(columns) }}
{% endmacro %}
