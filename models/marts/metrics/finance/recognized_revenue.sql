with line_months as (
    select * from {{ ref('int_finance__line_months') }}
),

final as (
    select
        date_month,
        account_id,
        {{ as_money('sum(billings)') }} as billings,
        {{ as_money('sum(case when billings < 0 then billings else 0 end)') }} as credits,
        {{ as_money('sum(recognized_revenue)') }} as recognized_revenue,
        {{ as_money(
            "sum(case when line_type in ('subscription', 'proration') then recognized_revenue else 0 end)"
        ) }} as recurring_revenue,
        {{ as_money(
            "sum(case when line_type = 'proration' then recognized_revenue else 0 end)"
        ) }} as proration_revenue,
        {{ as_money(
            "sum(case when line_type = 'metered' then recognized_revenue else 0 end)"
        ) }} as metered_revenue,
        {{ as_money(
            "sum(case when line_type in ('subscription', 'proration', 'metered') then 0"
            ~ " else recognized_revenue end)"
        ) }} as one_off_revenue,
        {{ as_money('sum(deferred_start)') }} as deferred_revenue_start,
        {{ as_money('sum(deferred_end)') }} as deferred_revenue_end,
        {{ as_money('sum(unbilled_start)') }} as unbilled_revenue_start,
        {{ as_money('sum(unbilled_end)') }} as unbilled_revenue_end,
        {{ as_money(
            "sum(case when status = 'uncollectible' then billings else 0 end)"
        ) }} as uncollectible_billings
    from line_months
    group by date_month, account_id
)

select * from final
