with discounts as (
    select * from {{ ref('int_billing__discounts') }}
),

item_versions as (
    select * from {{ ref('int_billing__item_versions') }}
),

items as (
    select distinct
        subscription_item_id,
        subscription_id,
        customer_id
    from item_versions
),

covered_items as (
    {% for scope, condition in [
        ('item', 'discounts.subscription_item_id = items.subscription_item_id'),
        (
            'subscription',
            'discounts.subscription_item_id is null'
            ~ ' and discounts.subscription_id = items.subscription_id',
        ),
        (
            'customer',
            'discounts.subscription_item_id is null and discounts.subscription_id is null'
            ~ ' and discounts.customer_id = items.customer_id',
        ),
    ] %}
    select
        discounts.discount_id,
        items.subscription_item_id,
        items.subscription_id,
        items.customer_id,
        '{{ scope }}' as applies_to,
        discounts.percent_off,
        discounts.amount_off,
        discounts.currency,
        discounts.lasts_one_period,
        discounts.from_date,
        discounts.to_date
    from discounts
    inner join items
        on {{ condition }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- A coupon for one period, without an end of its own, ends with the item's billing period.
first_periods as (
    select
        covered_items.discount_id,
        covered_items.subscription_item_id,
        min(
            case
                when item_versions.billing_interval in ('month', 'year')
                    then cast(
                        {{ dbt.dateadd(
                            'month',
                            'cast(item_versions.months_in_period as integer)',
                            'greatest(covered_items.from_date, item_versions.from_date)',
                        ) }} as date
                    )
                else cast(
                    {{ dbt.dateadd(
                        'day',
                        'cast(round(item_versions.months_in_period * 365 / 12) as integer)',
                        'greatest(covered_items.from_date, item_versions.from_date)',
                    ) }} as date
                )
            end
        ) as ended_on
    from covered_items
    inner join item_versions
        on
            covered_items.subscription_item_id = item_versions.subscription_item_id
            and covered_items.from_date < item_versions.to_date
    where covered_items.lasts_one_period
    group by covered_items.discount_id, covered_items.subscription_item_id
),

final as (
    select
        covered_items.discount_id,
        covered_items.subscription_item_id,
        covered_items.subscription_id,
        covered_items.customer_id,
        covered_items.applies_to,
        covered_items.percent_off,
        covered_items.amount_off,
        covered_items.currency,
        covered_items.from_date,
        coalesce(first_periods.ended_on, covered_items.to_date) as to_date
    from covered_items
    left join first_periods
        on
            covered_items.discount_id = first_periods.discount_id
            and covered_items.subscription_item_id = first_periods.subscription_item_id
)

select * from final
