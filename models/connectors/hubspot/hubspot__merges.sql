{{ config(enabled=uses_connector('hubspot'), materialized='table') }}

{%- set ids = {'company': 'id', 'contact': 'id', 'deal': 'deal_id'} %}

with lists as (
    {% for record_type, id in ids.items() %}
    select
        '{{ record_type }}' as record_type,
        {{ id }} as merged_into_id,
        {{ semicolon_list('property_hs_merged_object_ids') }} as merged_ids
    from {{ source('hubspot', 'hubspot_' ~ record_type) }}
    where property_hs_merged_object_ids is not null

    union all
    {% endfor %}
    select
        'contact' as record_type,
        id as merged_into_id,
        {{ semicolon_list('property_hs_calculated_merged_vids') }} as merged_ids
    from {{ source('hubspot', 'hubspot_contact') }}
    where property_hs_calculated_merged_vids is not null
),

list_elements as (
    {{ unnested('lists', 'merged_ids', ['record_type', 'merged_into_id']) }}
),

all_merges as (
    select
        record_type,
        split_part(trim(element), ':', 1) as record_id,
        merged_into_id
    from list_elements

    union all

    select
        'contact' as record_type,
        vid_to_merge as record_id,
        canonical_vid as merged_into_id
    from {{ source('hubspot', 'hubspot_contact_merge_audit') }}

    union all

    select
        'deal' as record_type,
        merged_deal_id as record_id,
        deal_id as merged_into_id
    from {{ source('hubspot', 'hubspot_merged_deal') }}
),

-- What is left lists what was merged into it earlier too, so any of its records leads to it.
merged_records as (
    select
        record_type,
        record_id,
        min(merged_into_id) as merged_into_id
    from all_merges
    where
        record_id <> ''
        and record_id <> merged_into_id
    group by record_type, record_id
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
