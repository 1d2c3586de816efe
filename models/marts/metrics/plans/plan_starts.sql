{%- set windows = [30, 90, 365] -%}

with starts as (
    select * from {{ ref('int_plans__starts') }}
),

plans as (
    select * from {{ ref('stg_billing__plans') }}
),

days_per_account as (
    select
        cast({{ dbt.date_trunc('month', 'started_on') }} as date) as start_month,
        plan_id,
        is_free,
        became_customer_on is not null as is_converted,
        first_upgraded_on is not null as is_upgraded,
        cast(
            {{ dbt.datediff('started_on', 'became_customer_on', 'day') }}
            as double
        ) as days_to_customer,
        cast(
            {{ dbt.datediff('became_customer_on', 'first_upgraded_on', 'day') }}
            as double
        ) as days_to_first_upgrade
    from starts
),

with_days_to_upgrade as (
    select
        *,
        days_to_customer + days_to_first_upgrade as days_to_upgrade
    from days_per_account
),

summed as (
    select
        start_month,
        plan_id,
        is_free,
        count(*) as accounts,
        count(*) filter (where is_converted) as became_customers,
        cast(
            percentile_cont(0.5) within group (order by days_to_customer) as double
        ) as median_days_to_customer,
        {% for days in windows %}
        count(*) filter (where days_to_customer <= {{ days }}) as customers_{{ days }}_days,
        count(*) filter (where days_to_upgrade <= {{ days }}) as upgraded_{{ days }}_days,
        {% endfor %}
        count(*) filter (where is_upgraded) as upgraded_accounts,
        cast(
            percentile_cont(0.5) within group (order by days_to_first_upgrade) as double
        ) as median_days_to_first_upgrade
    from with_days_to_upgrade
    group by start_month, plan_id, is_free
),

-- DECISIONS.md, "Free to paid": a window's rate is given once all accounts have had all of it.
final as (
    select
        summed.start_month,
        summed.plan_id,
        plans.plan_name,
        plans.plan_tier,
        {{ contract_term('plans.billing_interval', 'plans.interval_count') }} as contract_term,
        summed.is_free,
        summed.accounts,
        case when summed.is_free then summed.became_customers end as free_to_paid_accounts,
        case
            when summed.is_free then {{ rate('summed.became_customers', 'summed.accounts') }}
        end as free_to_paid_rate,
        {% for days in windows %}
        case
            when
                summed.is_free
                and cast(
                    {{ dbt.dateadd('day', days, 'last_day(summed.start_month)') }} as date
                ) <= {{ as_of_date() }}
                then {{ rate('summed.customers_' ~ days ~ '_days', 'summed.accounts') }}
        end as free_to_paid_rate_{{ days }}_days,
        {% endfor %}
        case when summed.is_free then summed.median_days_to_customer end
            as median_days_free_to_paid,
        summed.upgraded_accounts,
        {{ rate('summed.upgraded_accounts', 'summed.accounts') }} as upgrade_rate,
        {% for days in windows %}
        case
            when
                cast(
                    {{ dbt.dateadd('day', days, 'last_day(summed.start_month)') }} as date
                ) <= {{ as_of_date() }}
                then {{ rate('summed.upgraded_' ~ days ~ '_days', 'summed.accounts') }}
        end as upgrade_rate_{{ days }}_days,
        {% endfor %}
        summed.median_days_to_first_upgrade
    from summed
    left join plans
        on summed.plan_id = plans.plan_id
)

select * from final
