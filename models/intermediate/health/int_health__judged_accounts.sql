{#- Each measure with the sign that makes more of it better. -#}
{%- set measures = {
    'health_score': 'health_score',
    'fatigue_score': '-fatigue_score',
    'active_days': 'active_days',
    'breadth': 'breadth',
    'seat_use': 'seat_use',
    'usage_trend': 'usage_trend',
    'tickets_per_10_seats': '-tickets_per_10_seats',
    'nps': 'nps',
    'csat': 'csat',
    'days_payment_failing': '-days_payment_failing',
    'tenure_month': 'cast(tenure_month as double)',
} -%}

with quarters as (
    select * from {{ ref('int_health__quarters') }}
),

scores as (
    select * from {{ ref('int_health__scores') }}
    where is_customer
),

-- A pause is no departure: DECISIONS.md, "Voluntary and involuntary churn".
departures as (
    select * from {{ ref('int_revenue__departures') }}
    where
        kind <> 'pause'
        and left_on <= {{ as_of_date() }}
),

first_departures as (
    select
        scores.account_id,
        quarters.quarter_start,
        min(departures.left_on) as left_on
    from scores
    inner join quarters
        on scores.measured_on = quarters.scored_on
    inner join departures
        on
            scores.account_id = departures.account_id
            and quarters.scored_on < departures.left_on
            and quarters.next_quarter_start > departures.left_on
    group by scores.account_id, quarters.quarter_start
),

judged as (
    select
        scores.*,
        quarters.quarter_start,
        quarters.is_complete,
        cast(case when first_departures.account_id is null then 0 else 1 end as bigint) as is_lost
    from scores
    inner join quarters
        on scores.measured_on = quarters.scored_on
    left join first_departures
        on
            scores.account_id = first_departures.account_id
            and quarters.quarter_start = first_departures.quarter_start
    where
        first_departures.left_on is null
        or first_departures.left_on >= quarters.quarter_start
),

final as (
    {% for measure, value in measures.items() %}
    select
        quarter_start,
        is_complete,
        '{{ measure }}' as measure,
        account_id,
        {{ value }} as goodness,
        is_lost,
        mrr
    from judged
    where {{ measure }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
