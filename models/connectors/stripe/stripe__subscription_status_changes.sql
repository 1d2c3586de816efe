{{ config(enabled=uses_connector('stripe')) }}

with versions as (
    select * from {{ ref('stripe__subscription_versions') }}
    where not is_present
),

beside_previous as (
    select
        id as subscription_id,
        contract_status as status,
        greatest(seen_at, coalesce(started_at, seen_at)) as changed_at,
        lag(contract_status) over (
            partition by id order by seen_at, _fivetran_synced, contract_status
        ) as previous_status
    from versions
),

final as (
    select
        subscription_id,
        status,
        changed_at
    from beside_previous
    where
        previous_status is null
        or previous_status <> status
)

select * from final
