with entitlements as (
    select * from {{ ref('stg_usage__entitlements') }}
    where limit_amount > 0
),

entitlement_measures as (
    select * from {{ ref('entitlement_measures') }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

final as (
    select
        coalesce(workspaces.account_id, entitlements.account_id) as account_id,
        entitlements.account_id as entitled_account_id,
        entitlements.entitlement,
        entitlement_measures.measured_by,
        entitlement_measures.event_name,
        cast(entitlements.limit_amount as double) as limit_amount,
        {{ to_reporting_date('entitlements.valid_from') }} as from_date,
        coalesce({{ to_reporting_date('entitlements.valid_to') }}, {{ forever() }}) as to_date
    from entitlements
    inner join entitlement_measures
        on entitlements.entitlement = entitlement_measures.entitlement
    left join workspaces
        on entitlements.account_id = workspaces.workspace_id
)

select * from final
where from_date < to_date
