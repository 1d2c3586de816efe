with results as (
    select * from {{ ref('int_renewals__results') }}
),

intents as (
    select * from {{ ref('int_renewals__intents') }}
),

forecasts as (
    select * from {{ ref('int_renewals__forecasts') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

main_intervals as (
    select * from {{ ref('int_plans__main_intervals') }}
),

items as (
    select distinct
        subscription_item_id,
        subscription_id
    from {{ ref('int_billing__items') }}
),

subscriptions as (
    select * from {{ ref('stg_billing__subscriptions') }}
),

plans as (
    select
        results.account_id,
        results.term_end,
        main_intervals.plan_tier,
        lower(subscriptions.collection_method) as collection_method
    from results
    inner join main_intervals
        on
            results.account_id = main_intervals.account_id
            and results.judged_on >= main_intervals.from_date
            and results.judged_on < main_intervals.to_date
    left join items
        on main_intervals.subscription_item_id = items.subscription_item_id
    left join subscriptions
        on items.subscription_id = subscriptions.subscription_id
),

final as (
    select
        results.account_id,
        results.term_end,
        results.term_months,
        accounts.owner_id,
        results.customer_tier,
        plans.plan_tier,
        -- DECISIONS.md, "Automatic or not".
        case plans.collection_method
            when 'charge_automatically' then true
            when 'send_invoice' then false
        end as is_automatic,
        results.renewal_mrr,
        {{ as_money('results.renewal_mrr * results.term_months') }} as amount,
        {% for days in [90, 60, 30] -%}
        cast({{ dbt.dateadd('day', -days, 'results.term_end') }} as date) as notice_{{ days }}_on,
        {% endfor -%}
        intents.intent,
        intents.intent_on,
        intents.intent_source,
        forecasts.forecast_on,
        forecasts.forecast_basis,
        forecasts.forecast_mrr,
        results.result,
        results.result_on,
        results.renewed_mrr
    from results
    left join intents
        on
            results.account_id = intents.account_id
            and results.term_end = intents.term_end
    left join forecasts
        on
            results.account_id = forecasts.account_id
            and results.term_end = forecasts.term_end
    left join accounts
        on results.account_id = accounts.account_id
    left join plans
        on
            results.account_id = plans.account_id
            and results.term_end = plans.term_end
)

select * from final
