{%- set counted = {
    'recurring': "duration in ('forever', 'repeating')",
    'forever': "duration = 'forever'",
    'all': "true",
    'none': "false",
}[revenue_rule('mrr_discounts')] -%}

with discounts as (
    select * from {{ ref('stg_billing__discounts') }}
    where {{ counted }}
),

-- A once-coupon without an end counts for a month, the commonest period.
final as (
    select
        discount_id,
        customer_id,
        subscription_id,
        subscription_item_id,
        cast(percent_off as double) as percent_off,
        cast(amount_off as double) as amount_off,
        currency,
        {{ to_reporting_date('started_at') }} as from_date,
        coalesce(
            {{ to_reporting_date('ended_at') }},
            case
                when duration = 'once'
                    then cast(
                        {{ dbt.dateadd('month', 1, to_reporting_date('started_at')) }} as date
                    )
            end,
            {{ forever() }}
        ) as to_date
    from discounts
)

select * from final
where from_date < to_date
