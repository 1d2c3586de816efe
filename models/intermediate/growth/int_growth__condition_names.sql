with upgrade_conditions as (
    select * from {{ ref('upgrade_conditions') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

final as (
    select
        condition,
        condition_name
    from upgrade_conditions

    union all

    select distinct
        concat('module=', module) as condition,
        concat('the module ', module, ' in use') as condition_name
    from product_features

    union all

    select distinct
        concat('feature=', feature) as condition,
        concat('much use of ', feature_name) as condition_name
    from product_features
)

select * from final
