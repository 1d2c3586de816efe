with measures as (
    select * from {{ ref('int_entitlements__account_measures') }}
    where is_week_end
),

final as (
    select
        account_id,
        measured_on as week_end,
        max(saturation) as saturation,
        max(days_above_80_percent) as days_near_limit,
        max(
            case
                when
                    reaches_limit_on <= cast({{ dbt.dateadd('day', 60, 'measured_on') }} as date)
                    then 1
                else 0
            end
        ) as limit_within_60_days
    from measures
    group by account_id, measured_on
)

select * from final
