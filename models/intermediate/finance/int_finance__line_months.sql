with billed_lines as (
    select * from {{ ref('int_finance__billed_lines') }}
),

months as (
    select * from {{ ref('int_finance__months') }}
),

-- From the first to the last month in which a line is billed or served; outside, nothing is open.
lines_by_month as (
    select
        billed_lines.*,
        months.date_month,
        months.month_end,
        cast({{ dbt.datediff(
            'billed_lines.service_from', 'billed_lines.service_to', 'day'
        ) }} as double) as service_days,
        cast({{ dbt.datediff(
            'billed_lines.service_from', 'months.date_month', 'day'
        ) }} as double) as days_before,
        cast({{ dbt.datediff(
            'billed_lines.service_from', 'months.month_end', 'day'
        ) }} + 1 as double) as days_by_end,
        billed_lines.issued_on < months.date_month as is_billed_before,
        billed_lines.issued_on <= months.month_end as is_billed_by_end
    from billed_lines
    inner join months
        on
            least(billed_lines.issued_on, billed_lines.service_from) <= months.month_end
            and greatest(
                cast({{ dbt.dateadd('day', 1, 'billed_lines.issued_on') }} as date),
                billed_lines.service_to
            ) > months.date_month
),

-- DECISIONS.md, "Revenue is recognised by day": what is due by a day less what was due before, so
-- that a line's months add up to the line.
earned as (
    select
        *,
        {{ double_as_money(
            'cast(amount as double) * (least(greatest(days_before, 0), service_days) / service_days)'
        ) }} as recognized_before,
        {{ double_as_money(
            'cast(amount as double) * (least(greatest(days_by_end, 0), service_days) / service_days)'
        ) }} as recognized_by_end
    from lines_by_month
),

final as (
    select
        invoice_line_id,
        account_id,
        subscription_item_id,
        plan_id,
        status,
        line_type,
        date_month,
        case when is_billed_by_end and not is_billed_before then amount else 0 end as billings,
        recognized_by_end - recognized_before as recognized_revenue,
        case when is_billed_before then amount - recognized_before else 0 end as deferred_start,
        case when is_billed_by_end then amount - recognized_by_end else 0 end as deferred_end,
        case when is_billed_before then 0 else recognized_before end as unbilled_start,
        case when is_billed_by_end then 0 else recognized_by_end end as unbilled_end
    from earned
)

select * from final
