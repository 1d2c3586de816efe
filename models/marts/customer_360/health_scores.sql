{%- set health_measures = measures_of('health') -%}

with scores as (
    select * from {{ ref('int_health__scores') }}
    where is_week_end
),

compared as (
    select
        scores.*,
        {{ rounded('scores.health_score - scores_4_weeks_ago.health_score', 6) }}
            as health_change_4_weeks,
        {{ rounded('scores.health_score - scores_12_weeks_ago.health_score', 6) }}
            as health_change_12_weeks
    from scores
    left join scores as scores_4_weeks_ago
        on
            scores.account_id = scores_4_weeks_ago.account_id
            and scores.measured_on
            = cast({{ dbt.dateadd('day', 28, 'scores_4_weeks_ago.measured_on') }} as date)
    left join scores as scores_12_weeks_ago
        on
            scores.account_id = scores_12_weeks_ago.account_id
            and scores.measured_on
            = cast({{ dbt.dateadd('day', 84, 'scores_12_weeks_ago.measured_on') }} as date)
),

final as (
    select
        compared.account_id,
        compared.measured_on as week_end,
        compared.is_customer,
        compared.lifecycle_stage,
        compared.customer_tier,
        compared.plan_tier,
        compared.mrr,
        compared.health_score,
        compared.health_band,
        compared.health_change_4_weeks,
        compared.health_change_12_weeks,
        compared.weakest_measure,
        compared.fatigue_score,
        compared.most_tiring_measure,
        {% for measure in health_measures -%}
        compared.{{ measure }},
        compared.health_{{ measure }}_points as {{ measure }}_points,
        {% endfor -%}
        compared.incident_hours,
        compared.requests_unmet,
        compared.fatigue_tickets_per_10_seats_points,
        compared.fatigue_incident_hours_points,
        compared.fatigue_requests_unmet_points,
        compared.fatigue_csat_points
    from compared
)

select * from final
