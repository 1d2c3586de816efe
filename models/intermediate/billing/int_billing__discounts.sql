{%- set counted = {
    'recurring': "duration in ('forever', 'repeating')",
    'forever': "duration = 'forever'",
    'all': "1 = 1",
    'none': "1 = 0",
}[revenue_rule('mrr_discounts')] -%}

with discounts as (
    select * from {{ ref('stg_billing__discounts') }}
    where {{ counted }}
),

final as (
    select
        discount_id,
        customer_id,
        subscription_id,
        subscription_item_id,
        cast(percent_off as double) as percent_off,
        cast(amount_off as double) as amount_off,
        currency,
        coalesce(duration = 'once' and ended_at is null, false) as lasts_one_period,
        {{ to_reporting_date('started_at') }} as from_date,
        coalesce({{ to_reporting_date('ended_at') }}, {{ forever() }}) as to_date
    from discounts
)

select * from final
where from_date < to_date
