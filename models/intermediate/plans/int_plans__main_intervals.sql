with items_in_force as (
    select * from {{ ref('int_billing__mrr_intervals') }}
    where
        is_in_force
        and not coalesce(is_addon, false)
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

boundaries as (
    select
        account_id,
        from_date as boundary
    from items_in_force

    union

    select
        account_id,
        to_date as boundary
    from items_in_force
),

account_slices as (
    select
        account_id,
        boundary as from_date,
        lead(boundary) over (partition by account_id order by boundary) as to_date
    from boundaries
),

-- Amounts are converted only where there is more than one currency to compare.
accounts_with_currencies as (
    select
        account_id,
        min(currency) <> max(currency) as has_several_currencies
    from items_in_force
    group by account_id
),

items_in_slices as (
    select
        account_slices.account_id,
        account_slices.from_date,
        account_slices.to_date,
        items_in_force.plan_id,
        items_in_force.plan_tier,
        items_in_force.billing_interval,
        items_in_force.subscription_item_id,
        items_in_force.quantity,
        items_in_force.currency,
        items_in_force.gross_mrr,
        cast(items_in_force.mrr as double) as mrr,
        case
            when accounts_with_currencies.has_several_currencies then items_in_force.currency
        end as currency_to_convert
    from account_slices
    inner join items_in_force
        on
            account_slices.account_id = items_in_force.account_id
            and account_slices.from_date >= items_in_force.from_date
            and account_slices.from_date < items_in_force.to_date
    inner join accounts_with_currencies
        on account_slices.account_id = accounts_with_currencies.account_id
    where account_slices.from_date <= {{ as_of_date() }}
),

-- DECISIONS.md, "An account's plan": the largest in force that is no add-on.
ranked as (
    select
        items_in_slices.*,
        row_number() over (
            partition by items_in_slices.account_id, items_in_slices.from_date
            order by
                items_in_slices.mrr * coalesce(exchange_rates.rate, 1) desc,
                items_in_slices.plan_id asc,
                items_in_slices.subscription_item_id asc
        ) as importance
    from items_in_slices
    left join exchange_rates
        on
            items_in_slices.currency_to_convert = exchange_rates.currency
            and items_in_slices.from_date >= exchange_rates.from_date
            and items_in_slices.from_date < exchange_rates.to_date
),

final as (
    select
        account_id,
        from_date,
        max(to_date) as to_date,
        max(case when importance = 1 then plan_id end) as plan_id,
        max(case when importance = 1 then plan_tier end) as plan_tier,
        max(case when importance = 1 then billing_interval end) as billing_interval,
        max(case when importance = 1 then subscription_item_id end) as subscription_item_id,
        max(case when importance = 1 then quantity end) as quantity,
        max(case when importance = 1 then currency end) as currency,
        max(case when importance = 1 then gross_mrr end) as gross_mrr,
        {{ as_whole_number('sum(quantity)') }} as seats
    from ranked
    group by account_id, from_date
)

select * from final
