with restated_items as (
    select * from {{ ref('int_history__restated_items') }}
),

final as (
    select
        date_month,
        account_id,
        reason,
        {{ as_money('sum(amount)') }} as amount,
        count(*) as items
    from restated_items
    group by date_month, account_id, reason
)

select * from final
