with measures as (
    select * from {{ ref('int_health__measures') }}
    where
        is_customer
        and is_week_end
),

stays as (
    select * from {{ ref('int_growth__stays') }}
),

saturations as (
    select
        account_id,
        measured_on,
        max(saturation) as saturation
    from {{ ref('int_entitlements__account_measures') }}
    where is_week_end
    group by account_id, measured_on
),

final as (
    select
        measures.account_id,
        measures.measured_on as week_end,
        stays.offer,
        stays.from_date as at_offer_since,
        measures.has_usage,
        measures.seat_use,
        saturations.saturation,
        measures.breadth,
        measures.active_days,
        measures.nps,
        measures.csat,
        cast(measures.tenure_month as double) as tenure_month
    from measures
    inner join stays
        on
            measures.account_id = stays.account_id
            and measures.measured_on >= stays.from_date
            and measures.measured_on < stays.to_date
    left join saturations
        on
            measures.account_id = saturations.account_id
            and measures.measured_on = saturations.measured_on
)

select * from final
