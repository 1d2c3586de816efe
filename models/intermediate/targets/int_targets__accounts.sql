with accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

mrr_intervals as (
    select * from {{ ref('int_customers__mrr_intervals') }}
    where
        from_date <= {{ as_of_date() }}
        and to_date > {{ as_of_date() }}
        and mrr > 0
),

customer_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where started_on <= {{ as_of_date() }}
),

scores as (
    select * from {{ ref('int_health__scores') }}
    where measured_on = {{ as_of_date() }}
),

ever_customers as (
    select distinct account_id
    from customer_spells
),

placed as (
    select
        account_id,
        row_number() over (order by mrr desc, account_id asc) as place,
        count(*) over () as customers
    from mrr_intervals
),

-- DECISIONS.md, "Who the best customers are".
final as (
    select
        accounts.account_id,
        accounts.account_name,
        accounts.owner_id,
        accounts.registered_on,
        coalesce(accounts.industry, 'unknown') as industry,
        accounts.size_band,
        coalesce(accounts.country, 'unknown') as country,
        placed.account_id is not null as is_customer,
        ever_customers.account_id is not null as was_ever_customer,
        coalesce((placed.place - 1) * 4 < placed.customers, false)
        and coalesce(scores.health_band, 'unknown') <> 'at_risk' as is_best_customer
    from accounts
    left join placed
        on accounts.account_id = placed.account_id
    left join ever_customers
        on accounts.account_id = ever_customers.account_id
    left join scores
        on accounts.account_id = scores.account_id
)

select * from final
