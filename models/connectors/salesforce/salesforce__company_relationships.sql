{{ config(enabled=uses_connector('salesforce')) }}

{{ parent_companies(ref('salesforce__accounts')) }}
