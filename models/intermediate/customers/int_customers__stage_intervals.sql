with spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

renewal_windows as (
    select * from {{ ref('int_customers__renewal_windows') }}
),

boundaries as (
    select * from {{ ref('lifecycle_boundaries') }}
    where stage <> 'renewal'
),

trials as (
    select
        account_id,
        trial_started_on as from_date,
        least(trial_ended_on, ended_on) as to_date
    from {{ ref('int_billing__subscriptions') }}
    where trial_ended_on is not null
),

-- Every day on which a stage may begin.
points as (
    select
        account_id,
        registered_on as point
    from accounts
    union
    select
        account_id,
        from_date as point
    from trials
    union
    select
        account_id,
        to_date as point
    from trials
    union
    select
        account_id,
        started_on as point
    from spells
    union
    select
        account_id,
        ended_on as point
    from spells
    union
    select
        spells.account_id,
        cast({{ dbt.dateadd('month', 'boundaries.last_month', 'spells.started_on') }} as date)
            as point
    from spells
    inner join boundaries
        on boundaries.last_month is not null
    union
    select
        account_id,
        from_date as point
    from renewal_windows
    union
    select
        account_id,
        to_date as point
    from renewal_windows
),

known_points as (
    select
        points.account_id,
        points.point,
        min(spells.spell_number) as spell_number,
        max(case when points.point < spells.ended_on then spells.spell_number end)
            as current_spell_number,
        max(case when points.point < spells.ended_on then spells.started_on end)
            as current_spell_started_on
    from points
    left join spells
        on
            points.account_id = spells.account_id
            and points.point >= spells.started_on
    where points.point <= {{ as_of_date() }}
    group by points.account_id, points.point
),

points_in_windows as (
    select distinct
        known_points.account_id,
        known_points.point
    from known_points
    inner join renewal_windows
        on
            known_points.account_id = renewal_windows.account_id
            and known_points.point >= renewal_windows.from_date
            and known_points.point < renewal_windows.to_date
),

points_on_trial as (
    select distinct
        known_points.account_id,
        known_points.point
    from known_points
    inner join trials
        on
            known_points.account_id = trials.account_id
            and known_points.point >= trials.from_date
            and known_points.point < trials.to_date
),

points_by_month as (
    select
        known_points.account_id,
        known_points.point,
        max(case when boundaries.stage = 'won_back' then boundaries.stage end) as won_back,
        max(case when boundaries.stage <> 'won_back' then boundaries.stage end) as stage
    from known_points
    inner join boundaries
        on
            {{ tenure_months('known_points.current_spell_started_on', 'known_points.point') }}
            between boundaries.first_month and coalesce(boundaries.last_month, 100000)
    where
        known_points.current_spell_started_on is not null
        and (boundaries.stage <> 'won_back' or known_points.current_spell_number > 1)
    group by known_points.account_id, known_points.point
),

-- DECISIONS.md, "Stages of a customer's life".
staged_points as (
    select
        known_points.account_id,
        known_points.point,
        case
            when known_points.current_spell_started_on is not null
                then
                    case
                        when points_in_windows.account_id is not null then 'renewal'
                        else coalesce(points_by_month.won_back, points_by_month.stage, 'veteran')
                    end
            when points_on_trial.account_id is not null then 'trial'
            when known_points.spell_number is not null then 'churned'
            else 'lead'
        end as lifecycle_stage
    from known_points
    left join points_in_windows
        on
            known_points.account_id = points_in_windows.account_id
            and known_points.point = points_in_windows.point
    left join points_on_trial
        on
            known_points.account_id = points_on_trial.account_id
            and known_points.point = points_on_trial.point
    left join points_by_month
        on
            known_points.account_id = points_by_month.account_id
            and known_points.point = points_by_month.point
),

beside_previous as (
    select
        *,
        lag(lifecycle_stage) over (partition by account_id order by point) as previous_stage
    from staged_points
),

final as (
    select
        account_id,
        lifecycle_stage,
        point as valid_from,
        coalesce(
            lead(point) over (partition by account_id order by point), {{ forever() }}
        ) as valid_to
    from beside_previous
    where previous_stage is null or previous_stage <> lifecycle_stage
)

select * from final
