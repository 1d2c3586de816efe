with slices as (
    select * from {{ ref('int_billing__subscription_slices') }}
    where is_in_force or is_trial
),

item_versions as (
    select * from {{ ref('int_billing__item_versions') }}
),

item_discounts as (
    select * from {{ ref('int_billing__item_discounts') }}
),

item_slices as (
    select
        item_versions.subscription_item_id,
        slices.subscription_id,
        slices.customer_id,
        slices.account_id,
        item_versions.plan_id,
        item_versions.plan_tier,
        item_versions.billing_interval,
        item_versions.is_addon,
        item_versions.quantity,
        item_versions.currency,
        item_versions.months_in_period,
        slices.from_date,
        slices.to_date,
        slices.is_in_force,
        slices.is_trial,
        slices.is_cancelling,
        item_versions.list_mrr
    from slices
    inner join item_versions
        on
            slices.subscription_id = item_versions.subscription_id
            and slices.from_date >= item_versions.from_date
            and slices.from_date < item_versions.to_date
),

discounted_slices as (
    select
        item_slices.subscription_item_id,
        item_slices.from_date,
        item_slices.currency,
        item_slices.months_in_period,
        item_slices.list_mrr,
        item_discounts.discount_id,
        item_discounts.percent_off,
        item_discounts.amount_off,
        item_discounts.currency as amount_currency
    from item_slices
    inner join item_discounts
        on
            item_slices.subscription_item_id = item_discounts.subscription_item_id
            and item_slices.from_date >= item_discounts.from_date
            and item_slices.from_date < item_discounts.to_date
),

-- DECISIONS.md, "Discounts": percentages compound, …
after_percentages as (
    select
        subscription_item_id,
        from_date,
        any_value(list_mrr)
        * {{ product_of('1 - coalesce(percent_off, 0) / 100') }} as remaining_mrr
    from discounted_slices
    group by subscription_item_id, from_date
),

-- … then amounts come off, shared by the price that is left.
amount_shares as (
    select
        discounted_slices.subscription_item_id,
        discounted_slices.from_date,
        discounted_slices.amount_off / discounted_slices.months_in_period
        * after_percentages.remaining_mrr
        / nullif(
            sum(after_percentages.remaining_mrr) over (
                partition by discounted_slices.discount_id, discounted_slices.from_date
            ),
            0
        ) as amount_off_mrr
    from discounted_slices
    inner join after_percentages
        on
            discounted_slices.subscription_item_id = after_percentages.subscription_item_id
            and discounted_slices.from_date = after_percentages.from_date
    where
        discounted_slices.amount_off is not null
        and coalesce(discounted_slices.amount_currency, discounted_slices.currency)
        = discounted_slices.currency
),

amounts_off as (
    select
        subscription_item_id,
        from_date,
        sum(amount_off_mrr) as amount_off_mrr
    from amount_shares
    group by subscription_item_id, from_date
),

priced as (
    select
        item_slices.*,
        {{ double_as_money('item_slices.list_mrr') }} as gross_amount,
        {{ double_as_money(
            'greatest(coalesce(after_percentages.remaining_mrr, item_slices.list_mrr)'
            ~ ' - coalesce(amounts_off.amount_off_mrr, 0), 0)'
        ) }} as net_amount
    from item_slices
    left join after_percentages
        on
            item_slices.subscription_item_id = after_percentages.subscription_item_id
            and item_slices.from_date = after_percentages.from_date
    left join amounts_off
        on
            item_slices.subscription_item_id = amounts_off.subscription_item_id
            and item_slices.from_date = amounts_off.from_date
),

final as (
    select
        account_id,
        customer_id,
        subscription_id,
        subscription_item_id,
        plan_id,
        plan_tier,
        billing_interval,
        is_addon,
        quantity,
        currency,
        from_date,
        to_date,
        is_in_force,
        is_trial,
        case when is_in_force then net_amount else 0 end as mrr,
        case when is_in_force then gross_amount else 0 end as gross_mrr,
        case when is_in_force and not is_cancelling then net_amount else 0 end as committed_mrr,
        case when is_trial then net_amount else 0 end as trial_mrr
    from priced
)

select * from final
