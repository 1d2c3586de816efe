{%- set tables = contract_tables() -%}
{%- set listed = tables | map(attribute='table') | list -%}
{%- for source in graph.sources.values() if execute -%}
    {%- if source.config.meta.get('key') and not source.config.meta.get('is_large')
        and source.source_name in tables | map(attribute='domain')
        and source.name not in listed -%}
        {{ exceptions.raise_compiler_error(
            'The macro contract_tables lacks ' ~ source.source_name ~ '.' ~ source.name
        ) }}
    {%- endif -%}
{%- endfor %}

with web_events as (
    select * from {{ ref('int_marketing__rejected_web_events') }}
),

usage_events as (
    select * from {{ ref('int_usage__rejected_events') }}
),

rejected_rows as (
    {%- for contract_table in tables %}
    {%- set rows = contract_rows(
        contract_table.domain,
        contract_table.table,
        parent=ref(contract_table.parent) if contract_table.parent else none,
    ) %}
    {%- if execute %}
    {%- set contract = contract_source(contract_table.domain, contract_table.table) %}
    select
        '{{ contract_table.domain }}.{{ contract_table.table }}' as table_name,
        connector,
        {% for column in contract.config.meta.key -%}
        coalesce(cast({{ column }} as string), 'null'){{ " || ', ' || " if not loop.last }}
        {%- endfor %} as row_key,
        rejection_reason as reason,
        {{ row_as_json(publishable_columns(contract)) }} as row_content
    from (
        {{ rows }}
    ) as {{ contract_table.table }}
    where rejection_reason is not null

    union all
    {% endif %}
    {%- endfor %}

    -- Raw events are read once, by the models by day: they kept what was wrong with them.
    select
        'marketing.web_events' as table_name,
        '{{ connectors_of("marketing") | join(", ") }}' as connector,
        coalesce(event_id, 'null') as row_key,
        reason,
        {{ row_as_json(['event_date', 'event_type']) }} as row_content
    from web_events

    union all

    select
        'usage.usage_events' as table_name,
        '{{ connectors_of("usage") | join(", ") }}' as connector,
        coalesce(event_id, 'null') as row_key,
        reason,
        {{ row_as_json(['event_date', 'account_id', 'event_name']) }} as row_content
    from usage_events
),

final as (
    select
        table_name,
        connector,
        row_key,
        reason,
        row_content
    from rejected_rows
)

select * from final
