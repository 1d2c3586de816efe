with deals as (
    select * from {{ ref('int_sales__dated_deals') }}
),

last_stages as (
    select
        opportunity_id,
        {{ newest_of('stage', 'interval_number') }} as stage
    from {{ ref('int_sales__stage_intervals') }}
    group by opportunity_id
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

final as (
    select
        deals.opportunity_id,
        deals.account_id,
        deals.lead_id,
        coalesce(deals.owner_id, 'unknown') as owner_id,
        coalesce(owners.team, 'unknown') as team,
        deals.opportunity_type,
        coalesce(accounts.industry, leads.industry, 'unknown') as industry,
        coalesce(
            nullif(accounts.size_band, 'unknown'), {{ size_band('leads.employee_count') }}
        ) as size_band,
        coalesce(leads.channel, accounts.channel, 'unknown') as channel,
        case when deals.outcome = 'open' then last_stages.stage else deals.stage_now end as stage,
        deals.outcome,
        -- DECISIONS.md, "Exchange rates": at the rate of the closing, an open deal's at today's.
        {{ double_as_money('deals.amount * exchange_rates.rate') }} as amount,
        deals.forecast_category,
        deals.expected_close_date,
        deals.created_at,
        deals.created_on,
        deals.closed_at,
        deals.closed_on,
        cast({{ dbt.datediff(
            'deals.created_on', 'deals.closed_on', 'day'
        ) }} as integer) as cycle_days
    from deals
    left join last_stages
        on deals.opportunity_id = last_stages.opportunity_id
    left join leads
        on deals.lead_id = leads.lead_id
    left join accounts
        on deals.account_id = accounts.account_id
    left join owners
        on deals.owner_id = owners.owner_id
    left join exchange_rates
        on
            deals.currency = exchange_rates.currency
            and coalesce(deals.closed_on, {{ as_of_date() }}) >= exchange_rates.from_date
            and coalesce(deals.closed_on, {{ as_of_date() }}) < exchange_rates.to_date
)

select * from final
