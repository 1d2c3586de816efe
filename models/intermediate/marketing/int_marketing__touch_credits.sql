with touches as (
    select * from {{ ref('int_marketing__touches') }}
),

-- DECISIONS.md, "Attribution": what rounding leaves is the last touch's; a lead adds up to 1.
shares as (
    select
        *,
        cast({{ double_as_money('1 / cast(touches as double)') }} as decimal(9, 6)) as even_share,
        cast(
            {{ double_as_money(
                'coalesce(cast(0.2 as double) / nullif(cast(touches - 2 as double), 0), 0)'
            ) }} as decimal(9, 6)
        ) as middle_share,
        cast(case when touches = 2 then 0.5 else 0.4 end as decimal(9, 6)) as end_share
    from touches
),

final as (
    select
        lead_id,
        touch_number,
        touches,
        session_id,
        touched_at,
        channel,
        campaign,
        cast(case when touch_number = 1 then 1 else 0 end as decimal(9, 6)) as first_touch_credit,
        cast(
            case when touch_number = touches then 1 else 0 end as decimal(9, 6)
        ) as last_touch_credit,
        cast(
            case
                when touch_number < touches then even_share
                else 1 - even_share * (touches - 1)
            end as decimal(9, 6)
        ) as linear_credit,
        cast(
            case
                when touches = 1 then 1
                when touch_number = 1 then end_share
                when touch_number < touches then middle_share
                else 1 - end_share - middle_share * (touches - 2)
            end as decimal(9, 6)
        ) as position_based_credit
    from shares
)

select * from final
