{#- The fields of a lead, a deal or an account that the seed required_fields may ask for. -#}
{% macro crm_fields(applies_to) %}
{{ return({
    'lead': [
        'owner_id', 'email', 'company_name', 'company_domain', 'industry', 'employee_count',
        'country', 'channel', 'contact_method', 'status',
    ],
    'opportunity': [
        'owner_id', 'account_id', 'lead_id', 'opportunity_type', 'amount', 'forecast_category',
        'expected_close_date',
    ],
    'account': ['owner_id', 'account_name', 'domain', 'industry', 'employee_count', 'country'],
}[applies_to]) }}
{% endmacro %}
