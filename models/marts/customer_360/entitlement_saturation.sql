with measures as (
    select * from {{ ref('int_entitlements__account_measures') }}
    where is_week_end
),

final as (
    select
        account_id,
        measured_on as week_end,
        entitlement,
        limit_amount,
        used_amount,
        saturation,
        days_above_80_percent,
        growth_per_day,
        reaches_limit_on
    from measures
)

select * from final
