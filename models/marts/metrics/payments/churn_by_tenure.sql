with customer_departures as (
    select * from {{ ref('customer_departures') }}
),

customers_at_risk as (
    select * from {{ ref('int_revenue__customers_at_risk') }}
),

departures as (
    {% for segment_type in segment_types() %}
    select
        cast({{ dbt.date_trunc('month', 'left_on') }} as date) as date_month,
        tenure_band,
        '{{ segment_type }}' as segment_type,
        {% if segment_type == 'all' -%}
        'all'
        {%- else -%}
        coalesce({{ segment_type }}, 'unknown')
        {%- endif %} as segment,
        kind,
        coalesce(reason_code, 'unknown') as reason_code,
        mrr_lost
    from customer_departures
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

-- By kind and reason, and all together.
lost as (
    {% for kind, reason_code in [("'all'", "'all'"), ('kind', 'reason_code')] %}
    select
        date_month,
        tenure_band,
        segment_type,
        segment,
        {{ kind }} as kind,
        {{ reason_code }} as reason_code,
        count(*) as customers_lost,
        {{ as_money('sum(mrr_lost)') }} as mrr_lost,
        cast(0 as bigint) as lost_at_risk
    from departures
    group by
        date_month, tenure_band, segment_type, segment
        {{- ', kind, reason_code' if kind == 'kind' }}

    union all

    select
        date_month,
        tenure_band,
        segment_type,
        segment,
        {{ kind }} as kind,
        {{ reason_code }} as reason_code,
        cast(0 as bigint) as customers_lost,
        {{ as_money('0') }} as mrr_lost,
        cast(sum(customers_lost) as bigint) as lost_at_risk
    from customers_at_risk
    {% if kind == 'kind' -%}
    where kind is not null
    {% endif -%}
    group by
        date_month, tenure_band, segment_type, segment
        {{- ', kind, reason_code' if kind == 'kind' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

lost_together as (
    select
        date_month,
        tenure_band,
        segment_type,
        segment,
        kind,
        reason_code,
        cast(sum(customers_lost) as bigint) as customers_lost,
        {{ as_money('sum(mrr_lost)') }} as mrr_lost,
        cast(sum(lost_at_risk) as bigint) as lost_at_risk
    from lost
    group by date_month, tenure_band, segment_type, segment, kind, reason_code
),

at_risk as (
    select
        date_month,
        tenure_band,
        segment_type,
        segment,
        cast(sum(customers) as bigint) as customers_at_risk
    from customers_at_risk
    group by date_month, tenure_band, segment_type, segment
),

final as (
    select
        lost_together.date_month,
        lost_together.tenure_band,
        lost_together.segment_type,
        lost_together.segment,
        lost_together.kind,
        lost_together.reason_code,
        lost_together.customers_lost,
        lost_together.mrr_lost,
        coalesce(at_risk.customers_at_risk, 0) as customers_at_risk,
        lost_together.lost_at_risk as customers_at_risk_lost,
        {{ rate('lost_together.lost_at_risk', 'at_risk.customers_at_risk') }} as churn_rate
    from lost_together
    left join at_risk
        on
            lost_together.date_month = at_risk.date_month
            and lost_together.tenure_band = at_risk.tenure_band
            and lost_together.segment_type = at_risk.segment_type
            and lost_together.segment = at_risk.segment
)

select * from final
