{%- set health_measures = measures_of('health') -%}

with scores as (
    select * from {{ ref('int_health__scores') }}
    where is_week_end
),

changes as (
    select * from {{ ref('int_health__changes') }}
),

final as (
    select
        scores.account_id,
        scores.measured_on as week_end,
        scores.is_customer,
        scores.lifecycle_stage,
        scores.customer_tier,
        scores.plan_tier,
        scores.mrr,
        scores.health_score,
        scores.health_band,
        changes.health_change_4_weeks,
        changes.health_change_12_weeks,
        scores.weakest_measure,
        scores.fatigue_score,
        scores.most_tiring_measure,
        {% for measure in health_measures -%}
        scores.{{ measure }},
        scores.health_{{ measure }}_points as {{ measure }}_points,
        {% endfor -%}
        scores.incident_hours,
        scores.requests_unmet,
        scores.fatigue_tickets_per_10_seats_points,
        scores.fatigue_incident_hours_points,
        scores.fatigue_requests_unmet_points,
        scores.fatigue_csat_points
    from scores
    left join changes
        on
            scores.account_id = changes.account_id
            and scores.measured_on = changes.measured_on
)

select * from final
