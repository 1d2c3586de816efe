with account_features as (
    select * from {{ ref('account_features') }}
    where module <> 'unmapped'
),

product_features as (
    select * from {{ ref('product_features') }}
),

current_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where ended_on > {{ as_of_date() }}
),

product as (
    select
        count(distinct feature) as features,
        count(distinct module) as modules
    from product_features
),

used as (
    select
        account_id,
        count(*) as features_ever,
        count(*) filter (where events_28_days > 0) as features_28_days,
        count(*) filter (where events_previous_28_days > 0) as features_previous_28_days,
        count(distinct case when events_28_days > 0 then module end) as modules_28_days,
        count(*) filter (where is_abandoned) as abandoned_features
    from account_features
    group by account_id
),

final as (
    select
        current_spells.account_id,
        product.features,
        coalesce(used.features_ever, 0) as features_ever,
        coalesce(used.features_28_days, 0) as features_28_days,
        coalesce(used.features_previous_28_days, 0) as features_previous_28_days,
        {{ rate('coalesce(used.features_28_days, 0)', 'product.features') }} as breadth_28_days,
        {{ rate('coalesce(used.features_previous_28_days, 0)', 'product.features') }}
            as breadth_previous_28_days,
        product.modules,
        coalesce(used.modules_28_days, 0) as modules_28_days,
        coalesce(used.abandoned_features, 0) as abandoned_features
    from current_spells
    cross join product
    left join used
        on current_spells.account_id = used.account_id
)

select * from final
