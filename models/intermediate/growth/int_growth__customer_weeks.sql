with measures as (
    select * from {{ ref('int_health__measures') }}
    where
        is_customer
        and is_week_end
),

stays as (
    select * from {{ ref('int_growth__stays') }}
),

limits as (
    select * from {{ ref('int_growth__limits') }}
),

final as (
    select
        measures.account_id,
        measures.measured_on as week_end,
        stays.offer,
        stays.from_date as at_offer_since,
        measures.has_usage,
        measures.seat_use,
        limits.saturation,
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
    left join limits
        on
            measures.account_id = limits.account_id
            and measures.measured_on = limits.week_end
)

select * from final
