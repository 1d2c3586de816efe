with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

account_measures as (
    select * from {{ ref('int_support__account_measures') }}
),

incident_hours as (
    select * from {{ ref('int_support__incident_hours') }}
),

felt as (
    select
        account_measures.*,
        coalesce(incident_hours.incident_hours_28_days, cast(0 as double))
            as company_incident_hours_28_days
    from account_measures
    inner join measuring_days
        on account_measures.measured_on = measuring_days.measured_on
    left join incident_hours
        on account_measures.measured_on = incident_hours.measured_on
),

-- DECISIONS.md, "An incident weighs its hours by its impact".
final as (
    select
        account_id,
        measured_on as week_end,
        tickets_28_days,
        tickets_previous_28_days,
        tickets_90_days,
        open_tickets,
        reopened_tickets_90_days,
        repeated_categories_90_days,
        median_first_reply_hours_90_days,
        median_resolution_hours_90_days,
        csat_score_90_days,
        csat_responses_90_days,
        nps_score,
        nps_responded_on,
        nps_category,
        incident_hours_28_days,
        company_incident_hours_28_days,
        {{ rounded(
            'greatest(cast(0 as double), cast(1 as double)'
            ~ ' - (incident_hours_28_days + company_incident_hours_28_days) / (28 * 24))',
            6
        ) }} as availability_28_days,
        feature_requests_open,
        feature_requests_delivered_180_days,
        feature_requests_declined_180_days
    from felt
)

select * from final
