{{ config(enabled=uses_connector('hubspot')) }}

{{ parent_companies(ref('hubspot__accounts')) }}
