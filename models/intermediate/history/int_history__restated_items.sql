with closed_records as (
    select * from {{ ref('int_history__closed_months') }}
    where reported_on <= {{ as_of_date() }}
),

month_items as (
    select * from {{ ref('int_history__month_items') }}
),

items as (
    select * from {{ ref('stg_billing__subscription_items') }}
),

item_versions as (
    select * from {{ ref('int_history__item_versions') }}
),

closed_months as (
    select * from closed_records
    where record_type = 'month'
),

closed_items as (
    select * from closed_records
    where record_type = 'item'
),

items_there as (
    select distinct subscription_item_id from items
),

first_seen as (
    select
        subscription_item_id,
        min(sequence_number) as sequence_number
    from item_versions
    group by subscription_item_id
),

then_beside_now as (
    select
        coalesce(closed_items.date_month, month_items.date_month) as date_month,
        coalesce(closed_items.account_id, month_items.account_id) as account_id,
        coalesce(
            closed_items.subscription_item_id, month_items.subscription_item_id
        ) as subscription_item_id,
        closed_items.mrr is not null as was_counted,
        month_items.mrr is not null as is_counted,
        coalesce(closed_items.mrr, 0) as reported_mrr,
        coalesce(month_items.mrr, 0) as restated_mrr,
        case
            when closed_items.currency = month_items.currency
                then {{ double_as_money('closed_items.local_mrr * month_items.rate') }}
            else coalesce(closed_items.mrr, 0)
        end as reported_mrr_at_rate
    from closed_items
    full outer join month_items
        on
            closed_items.date_month = month_items.date_month
            and closed_items.account_id = month_items.account_id
            and closed_items.subscription_item_id = month_items.subscription_item_id
),

differing as (
    select * from then_beside_now
    where reported_mrr <> restated_mrr
),

-- DECISIONS.md, "Why a closed month differs".
with_reasons as (
    select
        differing.date_month,
        differing.account_id,
        differing.subscription_item_id,
        differing.reported_mrr,
        differing.restated_mrr,
        case
            when closed_months.reporting_currency = '{{ var("reporting_currency") }}'
                then differing.reported_mrr_at_rate - differing.reported_mrr
            else 0
        end as exchange_rate_mrr,
        case
            when not differing.is_counted and items_there.subscription_item_id is null
                then 'deleted record'
            when
                not differing.was_counted
                and coalesce(first_seen.sequence_number > closed_months.items_known, true)
                then 'late data'
            when closed_months.rules <> {{ revenue_rules_in_force() }} then 'changed rules'
            else 'backdated change'
        end as reason
    from differing
    inner join closed_months
        on differing.date_month = closed_months.date_month
    left join items_there
        on differing.subscription_item_id = items_there.subscription_item_id
    left join first_seen
        on differing.subscription_item_id = first_seen.subscription_item_id
),

final as (
    select
        date_month,
        account_id,
        subscription_item_id,
        reason,
        {{ as_money('restated_mrr - reported_mrr - exchange_rate_mrr') }} as amount
    from with_reasons
    where restated_mrr - reported_mrr <> exchange_rate_mrr

    union all

    select
        date_month,
        account_id,
        subscription_item_id,
        'changed rates' as reason,
        {{ as_money('exchange_rate_mrr') }} as amount
    from with_reasons
    where exchange_rate_mrr <> 0
)

select * from final
