with departures as (
    select * from {{ ref('int_revenue__departures') }}
),

departure_reasons as (
    select * from {{ ref('int_revenue__departure_reasons') }}
),

-- DECISIONS.md, "Why a customer left": each source's own reason stands beside the one that counts.
side_by_side as (
    select
        departures.account_id,
        departures.left_on,
        departures.spell_number,
        departures.reason_code,
        case when departures.reason_source = 'payment' then departures.reason_code end
            as payment_reason,
        departure_reasons.interview_reason,
        departure_reasons.exit_survey_reason,
        departure_reasons.cancellation_session_reason,
        departure_reasons.crm_loss_reason
    from departures
    left join departure_reasons
        on
            departures.account_id = departure_reasons.account_id
            and departures.spell_number = departure_reasons.spell_number
),

counted as (
    select
        *,
        case when payment_reason is null then 0 else 1 end
        + case when interview_reason is null then 0 else 1 end
        + case when exit_survey_reason is null then 0 else 1 end
        + case when cancellation_session_reason is null then 0 else 1 end
        + case when crm_loss_reason is null then 0 else 1 end as sources,
        coalesce(interview_reason = reason_code, true)
        and coalesce(exit_survey_reason = reason_code, true)
        and coalesce(cancellation_session_reason = reason_code, true)
        and coalesce(crm_loss_reason = reason_code, true) as is_one_reason
    from side_by_side
),

final as (
    select
        account_id,
        left_on,
        spell_number as departure_number,
        payment_reason,
        interview_reason,
        exit_survey_reason,
        cancellation_session_reason,
        crm_loss_reason,
        sources,
        case when sources >= 2 then is_one_reason end as sources_agree
    from counted
)

select * from final
