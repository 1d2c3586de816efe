{{ config(enabled=uses_connector('salesforce'), materialized='table') }}

with merged_records as (
    {% for record_type in ['account', 'contact', 'lead'] %}
    select
        '{{ record_type }}' as record_type,
        id as record_id,
        min(master_record_id) as merged_into_id
    from {{ source('salesforce', 'salesforce_' ~ record_type) }}
    where
        coalesce(_fivetran_active, true)
        and is_deleted
        and master_record_id <> id
    group by id
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

{{ survivors_of('merged_records') }},

final as (
    select
        record_type,
        record_id,
        survivor_id
    from survivors
)

select * from final
