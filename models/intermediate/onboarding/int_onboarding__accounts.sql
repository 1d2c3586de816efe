with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
    where
        coalesce(status, 'active') <> 'incomplete'
        and trial_started_on <= {{ as_of_date() }}
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

-- DECISIONS.md, "Onboarding begins with the trial".
beginnings as (
    select
        account_id,
        min(trial_started_on) as began_on,
        max(ended_on) as last_ended_on
    from subscriptions
    group by account_id
),

final as (
    select
        beginnings.account_id,
        beginnings.began_on,
        first_spells.started_on as became_customer_on,
        case
            when beginnings.last_ended_on <= {{ as_of_date() }} then beginnings.last_ended_on
        end as left_on
    from beginnings
    left join first_spells
        on beginnings.account_id = first_spells.account_id
)

select * from final
