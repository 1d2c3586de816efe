with account_changes as (
    select * from {{ ref('int_revenue__account_changes') }}
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

exchange_rate_movements as (
    select
        account_id,
        change_date as movement_date,
        'exchange_rate' as movement_type,
        exchange_rate_amount as amount,
        mrr_before,
        {{ as_money('mrr_before + exchange_rate_amount') }} as mrr_after
    from account_changes
    where exchange_rate_amount <> 0
),

customer_movements as (
    select
        account_changes.account_id,
        account_changes.change_date as movement_date,
        case
            when account_changes.is_active and not account_changes.was_active
                then customer_spells.start_type
            when account_changes.was_active and not account_changes.is_active then 'churn'
            when account_changes.customer_amount > 0 then 'expansion'
            when account_changes.customer_amount < 0 then 'contraction'
        end as movement_type,
        account_changes.customer_amount as amount,
        {{ as_money(
            'account_changes.mrr_before + account_changes.exchange_rate_amount'
        ) }} as mrr_before,
        account_changes.mrr_after
    from account_changes
    left join customer_spells
        on
            account_changes.account_id = customer_spells.account_id
            and account_changes.change_date = customer_spells.started_on
    where
        account_changes.customer_amount <> 0
        or account_changes.is_active <> account_changes.was_active
),

final as (
    select
        account_id,
        movement_date,
        movement_type,
        amount,
        mrr_before,
        mrr_after
    from exchange_rate_movements

    union all

    select
        account_id,
        movement_date,
        movement_type,
        amount,
        mrr_before,
        mrr_after
    from customer_movements
)

select * from final
