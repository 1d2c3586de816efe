with segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where
        was_active
        and segment_type in (
            {%- for segment_type in departure_segment_types() %}
            '{{ segment_type }}'{{ ',' if not loop.last }}
            {%- endfor %}
        )
),

spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

months as (
    select
        date_month,
        cast({{ dbt.dateadd('day', -1, 'date_month') }} as date) as previous_end
    from {{ ref('int_revenue__months') }}
),

departures as (
    select * from {{ ref('int_revenue__departures') }}
    where is_last_of_month
),

-- The tenure at which an account enters a month.
tenures as (
    select
        spells.account_id,
        months.date_month,
        {{ tenure_months('spells.started_on', 'months.previous_end') }} as tenure_months
    from spells
    inner join months
        on
            spells.started_on <= months.previous_end
            and spells.ended_on > months.previous_end
),

account_months as (
    select
        tenures.account_id,
        tenures.date_month,
        {{ tenure_band('tenures.tenure_months') }} as tenure_band,
        departures.kind,
        coalesce(departures.reason_code, 'unknown') as reason_code
    from tenures
    left join departures
        on
            tenures.account_id = departures.account_id
            and tenures.date_month = departures.date_month
),

final as (
    select
        segmented_months.date_month,
        account_months.tenure_band,
        segmented_months.segment_type,
        segmented_months.segment,
        case when segmented_months.is_churned then account_months.kind end as kind,
        case when segmented_months.is_churned then account_months.reason_code end as reason_code,
        count(*) as customers,
        count(*) filter (where segmented_months.is_churned) as customers_lost
    from segmented_months
    inner join account_months
        on
            segmented_months.account_id = account_months.account_id
            and segmented_months.date_month = account_months.date_month
    group by
        segmented_months.date_month,
        account_months.tenure_band,
        segmented_months.segment_type,
        segmented_months.segment,
        case when segmented_months.is_churned then account_months.kind end,
        case when segmented_months.is_churned then account_months.reason_code end
)

select * from final
