with segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where was_active
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
        segmented_months.*,
        {{ tenure_band('tenures.tenure_months') }} as tenure_band,
        case when segmented_months.is_churned then departures.kind end as kind,
        case
            when segmented_months.is_churned then coalesce(departures.reason_code, 'unknown')
        end as reason_code
    from segmented_months
    inner join tenures
        on
            segmented_months.account_id = tenures.account_id
            and segmented_months.date_month = tenures.date_month
    left join departures
        on
            segmented_months.account_id = departures.account_id
            and segmented_months.date_month = departures.date_month
),

final as (
    {% for segment_type in segment_types() %}
    {%- set segment = "'all'" if segment_type == 'all' else segment_type %}
    select
        date_month,
        tenure_band,
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment,
        kind,
        reason_code,
        count(*) as customers,
        count(*) filter (where is_churned) as customers_lost
    from account_months
    group by
        date_month,
        tenure_band,
        {% if segment_type != 'all' -%}
        {{ segment_type }},
        {% endif -%}
        kind,
        reason_code
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
