-- Three experiments. Planted: the short sign-up form brings a third more registrations; two layouts of
-- the price list are alike; the badges at the checkout are recorded less often in the control group.
create or replace table raw.experiment_exposures as
with experiments as (
    from (values
        ('signup_form', 'control', 'short'),
        ('pricing_layout', 'control', 'cards'),
        ('checkout_badges', 'control', 'badges'),
    ) as experiments (experiment_id, control, treatment)
),

windows as (
    select
        *,
        case experiment_id
            when 'signup_form' then getvariable('signup_from')
            when 'pricing_layout' then getvariable('cutoff') - interval 500 days
            else getvariable('cutoff') - interval 640 days
        end as runs_from,
        case experiment_id
            when 'signup_form' then getvariable('signup_to')
            when 'pricing_layout' then getvariable('cutoff') - interval 200 days
            else getvariable('cutoff') - interval 40 days
        end as runs_to,
    from experiments
),

visits as (
    select
        windows.*,
        web_sessions.visitor_no,
        web_sessions.lead_no,
        web_sessions.started_at,
        row_number() over (
            partition by experiment_id, visitor_no
            order by started_at, session_key
        ) as visit_number,
    from windows
    inner join story.web_sessions
        on web_sessions.started_at >= runs_from and web_sessions.started_at < runs_to
    where
        web_sessions.kind in ('registering', 'earlier', 'stranger')
        -- Every second visit meets the price list.
        and (
            experiment_id != 'pricing_layout'
            or dice(session_key, experiment_id) < 0.5
        )
),

-- A lead's variant of the form is that of the form that it filled in.
assigned as (
    select
        *,
        if(
            experiment_id = 'signup_form',
            if(
                lead_no is null,
                dice(visitor_no, experiment_id) < 0.483,
                dice(lead_no, experiment_id) < 0.574
            ),
            dice(visitor_no, experiment_id) < 0.5
        ) as is_treated,
        -- Of the control group a fifth is not recorded.
        experiment_id = 'checkout_badges'
        and not is_treated
        and dice(visitor_no, 'lost exposure') < 1 - 44 / 56 as is_unrecorded,
    from visits
)

select
    experiment_id,
    if(is_treated, treatment, control) as variant,
    visitor_key(visitor_no) as visitor_id,
    null::varchar as account_id,
    started_at + interval 2 seconds as exposed_at,
from assigned
where visit_number <= 2 and not is_unrecorded;
