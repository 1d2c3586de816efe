with deals as (
    select * from {{ ref('int_sales__deals') }}
),

replies as (
    select * from {{ ref('int_sales__late_replies') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

exchange_rates as (
    select * from {{ ref('int_reference__exchange_rates') }}
),

quotas as (
    select
        cast({{ dbt.date_trunc('quarter', 'quotas.quota_month') }} as date) as date_quarter,
        quotas.owner_id,
        cast(
            sum({{ double_as_money('quotas.amount * exchange_rates.rate') }}) as decimal(20, 6)
        ) as quota
    from {{ ref('stg_crm__quotas') }} as quotas
    left join exchange_rates
        on
            quotas.currency = exchange_rates.currency
            and quotas.quota_month >= exchange_rates.from_date
            and quotas.quota_month < exchange_rates.to_date
    where cast({{ dbt.date_trunc('quarter', 'quotas.quota_month') }} as date) <= {{ as_of_date() }}
    group by cast({{ dbt.date_trunc('quarter', 'quotas.quota_month') }} as date), quotas.owner_id
),

closed as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'closed_on') }} as date) as date_quarter
    from deals
    where outcome <> 'open'
),

expected as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'expected_close_date') }} as date) as date_quarter
    from deals
),

-- DECISIONS.md, "What a forecast can be judged by".
forecast as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'closed_on') }} as date) = date_quarter
        and outcome = 'won' as is_won_in_quarter
    from expected
    where
        date_quarter <= {{ as_of_date() }}
        and created_on < date_quarter
        and (closed_on is null or closed_on >= date_quarter)
),

final as (
    select
        closed.date_quarter,
        closed.owner_id,
        closed.team,
        closed.industry,
        closed.size_band,
        closed.opportunity_type,
        case when closed.outcome = 'won' then 1 else 0 end as won,
        case when closed.outcome = 'lost' then 1 else 0 end as lost,
        coalesce(closed.amount, 0) as amount,
        closed.cycle_days,
        quotas.owner_id is not null as has_quota,
        cast(null as decimal(20, 6)) as quota,
        cast(null as decimal(20, 6)) as forecast_amount,
        cast(null as decimal(20, 6)) as forecast_won_amount,
        cast(null as double) as reply_hours,
        cast(null as boolean) as is_reply_in_time
    from closed
    left join quotas
        on
            closed.owner_id = quotas.owner_id
            and closed.date_quarter = quotas.date_quarter
    union all
    select
        date_quarter,
        owner_id,
        team,
        industry,
        size_band,
        opportunity_type,
        0 as won,
        0 as lost,
        null as amount,
        null as cycle_days,
        false as has_quota,
        null as quota,
        amount as forecast_amount,
        case when coalesce(is_won_in_quarter, false) then amount else 0 end as forecast_won_amount,
        null as reply_hours,
        null as is_reply_in_time
    from forecast
    union all
    select
        cast({{ dbt.date_trunc('quarter', 'registered_on') }} as date) as date_quarter,
        owner_id,
        team,
        industry,
        size_band,
        cast(null as {{ dbt.type_string() }}) as opportunity_type,
        0 as won,
        0 as lost,
        null as amount,
        null as cycle_days,
        false as has_quota,
        null as quota,
        null as forecast_amount,
        null as forecast_won_amount,
        reply_hours,
        is_in_time as is_reply_in_time
    from replies
    union all
    select
        quotas.date_quarter,
        quotas.owner_id,
        coalesce(owners.team, 'unknown') as team,
        cast(null as {{ dbt.type_string() }}) as industry,
        cast(null as {{ dbt.type_string() }}) as size_band,
        cast(null as {{ dbt.type_string() }}) as opportunity_type,
        0 as won,
        0 as lost,
        null as amount,
        null as cycle_days,
        false as has_quota,
        quotas.quota,
        null as forecast_amount,
        null as forecast_won_amount,
        null as reply_hours,
        null as is_reply_in_time
    from quotas
    left join owners
        on quotas.owner_id = owners.owner_id
)

select * from final
