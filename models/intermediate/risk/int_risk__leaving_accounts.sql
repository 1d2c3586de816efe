with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

week_ends as (
    select measured_on
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

-- DECISIONS.md, "Who has cancelled is not at risk": all that is in force is set to end.
final as (
    select
        subscriptions.account_id,
        week_ends.measured_on
    from subscriptions
    inner join week_ends
        on
            subscriptions.started_on <= week_ends.measured_on
            and subscriptions.ended_on > week_ends.measured_on
    group by subscriptions.account_id, week_ends.measured_on
    having
        min(
            case
                when subscriptions.cancel_requested_on <= week_ends.measured_on then 1
                else 0
            end
        ) = 1
)

select * from final
