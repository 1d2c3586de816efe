with key_features as (
    select * from {{ ref('int_usage__key_features') }}
)

select * from key_features
