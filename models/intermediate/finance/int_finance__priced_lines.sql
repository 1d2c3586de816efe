with billed_lines as (
    select * from {{ ref('int_finance__billed_lines') }}
    where
        line_type = 'subscription'
        and subscription_item_id is not null
),

mrr_intervals as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where is_in_force
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

lines_with_terms as (
    select
        billed_lines.*,
        cast({{ dbt.datediff(
            'billed_lines.service_from', 'billed_lines.service_to', 'day'
        ) }} as double) as service_days,
        {{ months_in_period('plans.billing_interval', 'plans.interval_count') }} as plan_months
    from billed_lines
    left join plans
        on billed_lines.plan_id = plans.plan_id
),

-- A period that is not as long as the plan's is priced by its days.
lines_with_months as (
    select
        *,
        case
            when abs(service_days - plan_months * 365 / 12) <= 4 then plan_months
            else service_days * 12 / 365
        end as service_months
    from lines_with_terms
),

final as (
    select
        lines_with_months.invoice_line_id,
        lines_with_months.account_id,
        lines_with_months.subscription_item_id,
        lines_with_months.currency,
        lines_with_months.service_from,
        lines_with_months.service_to,
        lines_with_months.rate,
        cast(lines_with_months.local_amount as double) / lines_with_months.service_days
            as amount_per_day,
        cast(lines_with_months.local_amount as double) / lines_with_months.service_months
            as net_price,
        cast(lines_with_months.local_gross_amount as double) / lines_with_months.service_months
            as gross_price,
        coalesce(
            cast(mrr_intervals.gross_mrr as double),
            cast(lines_with_months.local_gross_amount as double) / lines_with_months.service_months
        ) as gross_mrr_when_billed
    from lines_with_months
    left join mrr_intervals
        on
            lines_with_months.subscription_item_id = mrr_intervals.subscription_item_id
            and lines_with_months.service_from >= mrr_intervals.from_date
            and lines_with_months.service_from < mrr_intervals.to_date
)

select * from final
