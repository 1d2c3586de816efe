with months as (
    select * from {{ ref('int_finance__months') }}
),

recognized_revenue as (
    select * from {{ ref('recognized_revenue') }}
),

bookings as (
    select * from {{ ref('int_finance__bookings') }}
),

cash_months as (
    select * from {{ ref('int_finance__cash_months') }}
),

monthly_revenue as (
    select * from {{ ref('monthly_revenue') }}
    where segment_type = 'all'
),

bookings_summed as (
    select
        {%- for type in ['new', 'expansion', 'renewal'] %}
        sum(case when booking_type = '{{ type }}' then amount else 0 end) as {{ type }}_bookings,
        {%- endfor %}
        date_month
    from bookings
    group by date_month
),

cash_summed as (
    select
        date_month,
        sum(case when kind = 'payment' then amount else 0 end) as cash_collected,
        sum(case when kind = 'refund' then amount else 0 end) as refunds,
        sum(case when kind = 'tax' then amount else 0 end) as tax_billed,
        sum(case when kind = 'won opportunity' then amount else 0 end) as won_opportunities
    from cash_months
    group by date_month
),

{%- set revenue = [
    'billings', 'credits', 'recognized_revenue', 'recurring_revenue', 'metered_revenue', 'one_off_revenue',
    'deferred_revenue_start', 'deferred_revenue_end', 'unbilled_revenue_start',
    'unbilled_revenue_end', 'uncollectible_billings',
] %}

revenue_summed as (
    select
        {%- for amount in revenue %}
        sum({{ amount }}) as {{ amount }},
        {%- endfor %}
        date_month
    from recognized_revenue
    group by date_month
),

final as (
    select
        months.date_month,
        {%- for amount in [
            'bookings_summed.new_bookings', 'bookings_summed.expansion_bookings',
            'bookings_summed.renewal_bookings', 'cash_summed.won_opportunities',
        ] %}
        {{ as_money('coalesce(' ~ amount ~ ', 0)') }} as {{ amount.split('.')[1] }},
        {%- endfor %}
        {%- for amount in revenue %}
        {{ as_money('coalesce(revenue_summed.' ~ amount ~ ', 0)') }} as {{ amount }},
        {%- endfor %}
        {{ as_money('coalesce(cash_summed.tax_billed, 0)') }} as tax_billed,
        {{ as_money('coalesce(cash_summed.cash_collected, 0)') }} as cash_collected,
        {{ as_money('coalesce(cash_summed.refunds, 0)') }} as refunds,
        {{ as_money('coalesce(monthly_revenue.mrr_end, 0)') }} as mrr,
        {{ as_money('coalesce(monthly_revenue.committed_mrr, 0)') }} as committed_mrr,
        {{ as_money('coalesce(monthly_revenue.arr, 0)') }} as arr,
        cast(coalesce(monthly_revenue.customers_end, 0) as bigint) as customers,
        last_day(months.date_month) <= {{ as_of_date() }} as is_complete
    from months
    left join revenue_summed
        on months.date_month = revenue_summed.date_month
    left join bookings_summed
        on months.date_month = bookings_summed.date_month
    left join cash_summed
        on months.date_month = cash_summed.date_month
    left join monthly_revenue
        on months.date_month = monthly_revenue.date_month
)

select * from final
