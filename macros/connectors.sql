{#- Which contract tables each connector has models for, named `<connector>__<table>`. -#}
{% macro connector_tables(connector) %}
{%- set tables = {
    'ravenstack': [
        'accounts', 'plans', 'subscriptions', 'subscription_items', 'usage_events', 'tickets',
        'survey_responses',
    ],
    'stripe': [
        'billing_customers', 'plans', 'subscriptions', 'subscription_items',
        'subscription_status_changes', 'discounts', 'invoices', 'invoice_lines', 'payments',
        'refunds',
    ],
    'segment': ['usage_events', 'product_users', 'web_events'],
    'zendesk': ['tickets'],
    'hubspot': [
        'accounts', 'contacts', 'leads', 'opportunities', 'opportunity_stage_changes',
        'activities', 'owners', 'company_relationships',
    ],
    'salesforce': [
        'accounts', 'contacts', 'leads', 'opportunities', 'opportunity_stage_changes',
        'activities', 'owners', 'company_relationships',
    ],
    'google_ads': ['marketing_spend'],
} -%}
{%- if connector not in tables -%}
    {{ exceptions.raise_compiler_error(
        "There is no connector '" ~ connector ~ "'. Known: files, " ~ tables.keys() | join(', ') ~ '.'
    ) }}
{%- endif -%}
{{ return(tables[connector]) }}
{% endmacro %}


{#- The connectors of a domain, in order. The var `connectors` overrides only domains it names. -#}
{% macro connectors_of(domain) %}
{{ return(var('connectors').get(domain, ['files'])) }}
{% endmacro %}


{#- Whether any domain uses a connector: its models are disabled where none does. -#}
{% macro uses_connector(connector) %}
{{ return(connector in var('connectors').values() | sum(start=[])) }}
{% endmacro %}
