with customer_weeks as (
    select * from {{ ref('int_growth__customer_weeks') }}
),

upgrade_conditions as (
    select * from {{ ref('upgrade_conditions') }}
),

product_features as (
    select * from {{ ref('product_features') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

feature_shares as (
    select * from {{ ref('int_growth__feature_shares') }}
    where share_of_use >= {{ var('much_use_share') }}
),

modules as (
    select distinct module from product_features
),

features as (
    select distinct feature from product_features
),

module_weeks as (
    select distinct
        account_id,
        module,
        {{ week_end('event_date') }} as week_end
    from feature_days
),

measured as (
    {% for measure in upgrade_measures() -%}
    select
        account_id,
        week_end,
        offer,
        at_offer_since,
        '{{ measure }}' as measure,
        {{ measure }} as value
    from customer_weeks
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

asked as (
    select
        measured.account_id,
        measured.week_end,
        measured.offer,
        measured.at_offer_since,
        upgrade_conditions.condition,
        case
            when measured.value >= upgrade_conditions.at_least then 1
            when measured.value is not null then 0
        end as is_met
    from measured
    inner join upgrade_conditions
        on measured.measure = upgrade_conditions.measure

    union all

    select
        customer_weeks.account_id,
        customer_weeks.week_end,
        customer_weeks.offer,
        customer_weeks.at_offer_since,
        concat('module=', modules.module) as condition,
        case
            when module_weeks.account_id is not null then 1
            when customer_weeks.has_usage then 0
        end as is_met
    from customer_weeks
    cross join modules
    left join module_weeks
        on
            customer_weeks.account_id = module_weeks.account_id
            and customer_weeks.week_end = module_weeks.week_end
            and modules.module = module_weeks.module

    union all

    select
        customer_weeks.account_id,
        customer_weeks.week_end,
        customer_weeks.offer,
        customer_weeks.at_offer_since,
        concat('feature=', features.feature) as condition,
        case
            when feature_shares.account_id is not null then 1
            when customer_weeks.has_usage then 0
        end as is_met
    from customer_weeks
    cross join features
    left join feature_shares
        on
            customer_weeks.account_id = feature_shares.account_id
            and customer_weeks.week_end = feature_shares.week_end
            and features.feature = feature_shares.feature
),

-- DECISIONS.md, "What is usual before an upgrade": at any of the last eight week ends on the plan.
within_eight_weeks as (
    select
        account_id,
        week_end,
        offer,
        condition,
        max(is_met) over (
            partition by account_id, at_offer_since, condition
            order by week_end
            rows between 7 preceding and current row
        ) as is_met
    from asked
),

final as (
    select
        account_id,
        week_end,
        offer,
        condition,
        cast(is_met as integer) as is_met
    from within_eight_weeks
    where is_met is not null
)

select * from final
