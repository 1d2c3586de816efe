with model_calibration as (
    select * from {{ ref('model_calibration') }}
    where {{ is_lead_model('model') }}
),

final as (
    select
        model,
        version,
        tenth,
        is_in_force,
        judged_rows as judged_leads,
        positives as won_leads,
        expected_rate,
        observed_rate,
        observed_rate_low,
        observed_rate_high
    from model_calibration
)

select * from final
