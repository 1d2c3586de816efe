with scores as (
    select
        account_id,
        measured_on,
        health_score
    from {{ ref('int_health__scores') }}
    where is_week_end
),

final as (
    select
        scores.account_id,
        scores.measured_on,
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
)

select * from final
