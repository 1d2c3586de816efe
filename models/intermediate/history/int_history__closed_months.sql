{%- set amounts = [
    'mrr', 'new_mrr', 'expansion_mrr', 'contraction_mrr', 'churned_mrr', 'reactivation_mrr',
    'exchange_rate_mrr',
] -%}

with month_totals as (
    select * from {{ ref('int_history__month_totals') }}
),

month_items as (
    select * from {{ ref('int_history__month_items') }}
),

item_versions as (
    select * from {{ ref('int_history__item_versions') }}
),

known_items as (
    select coalesce(max(sequence_number), 0) as items_known from item_versions
),

closed_before as (
    {%- if is_incremental() %}
    select
        min(date_month) as first_month,
        max(date_month) as last_month,
        max(reported_on) as reported_on
    from {{ this }}
    {%- else %}
    select
        cast(null as date) as first_month,
        cast(null as date) as last_month,
        cast(null as date) as reported_on
    {%- endif %}
),

-- DECISIONS.md, "A closed month is kept as reported": a month before all others had no figures.
months_to_close as (
    select
        month_totals.*,
        coalesce(month_totals.date_month > closed_before.last_month, true) as has_figures
    from month_totals
    cross join closed_before
    where
        closed_before.last_month is null
        or (
            closed_before.reported_on <= {{ as_of_date() }}
            and (
                month_totals.date_month > closed_before.last_month
                or month_totals.date_month < closed_before.first_month
            )
        )
),

final as (
    select
        'month' as record_type,
        months_to_close.date_month,
        {{ as_of_date() }} as reported_on,
        cast({{ revenue_rules_in_force() }} as string) as rules,
        cast('{{ var("reporting_currency") }}' as string) as reporting_currency,
        cast(
            case when months_to_close.has_figures then known_items.items_known else 0 end as bigint
        ) as items_known,
        cast(null as string) as account_id,
        cast(null as string) as subscription_id,
        cast(null as string) as subscription_item_id,
        cast(null as string) as currency,
        cast(null as decimal(20, 6)) as local_mrr,
        cast(null as double) as rate,
        {%- for amount in amounts %}
        {{ as_money(
            'case when months_to_close.has_figures then months_to_close.' ~ amount ~ ' else 0 end'
        ) }} as {{ amount }},
        {%- endfor %}
        cast(
            case when months_to_close.has_figures then months_to_close.customers else 0 end
            as bigint
        ) as customers
    from months_to_close
    cross join known_items

    union all

    select
        'item' as record_type,
        month_items.date_month,
        {{ as_of_date() }} as reported_on,
        cast(null as string) as rules,
        cast(null as string) as reporting_currency,
        cast(null as bigint) as items_known,
        month_items.account_id,
        month_items.subscription_id,
        month_items.subscription_item_id,
        month_items.currency,
        month_items.local_mrr,
        month_items.rate,
        month_items.mrr,
        {%- for amount in amounts[1:] %}
        cast(null as decimal(20, 6)) as {{ amount }},
        {%- endfor %}
        cast(null as bigint) as customers
    from month_items
    inner join months_to_close
        on month_items.date_month = months_to_close.date_month
    where months_to_close.has_figures
)

select * from final
