with subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

status_changes as (
    select
        subscription_id,
        status,
        {{ to_reporting_date('changed_at') }} as changed_on,
        row_number() over (
            partition by subscription_id, {{ to_reporting_date('changed_at') }}
            order by changed_at desc, status asc
        ) as recency_in_day
    from {{ ref('stg_billing__subscription_status_changes') }}
    where {{ to_reporting_date('changed_at') }} <= {{ as_of_date() }}
),

subscriptions_without_changes as (
    select subscriptions.*
    from subscriptions
    left join status_changes
        on subscriptions.subscription_id = status_changes.subscription_id
    where status_changes.subscription_id is null
),

-- Where a subscription has no history its own columns give one, with the last pause and arrears.
states_from_columns as (
    select
        subscription_id,
        case when status = 'incomplete' then 'incomplete' else 'active' end as status,
        started_on as changed_on,
        1 as precedence
    from subscriptions

    union all

    select
        subscription_id,
        'active' as status,
        resumes_on as changed_on,
        2 as precedence
    from subscriptions_without_changes
    where
        paused_on is not null
        and resumes_on is not null

    union all

    select
        subscription_id,
        'paused' as status,
        paused_on as changed_on,
        3 as precedence
    from subscriptions_without_changes
    where
        paused_on is not null
        and (status = 'paused' or resumes_on is not null)

    union all

    select
        subscription_id,
        status,
        coalesce(past_due_since, started_on) as changed_on,
        4 as precedence
    from subscriptions_without_changes
    where status in ('past_due', 'unpaid')
),

all_changes as (
    select * from states_from_columns

    union all

    select
        subscription_id,
        status,
        changed_on,
        5 as precedence
    from status_changes
    where recency_in_day = 1
),

one_change_per_day as (
    select
        subscription_id,
        changed_on as from_date,
        max_by(status, precedence) as status
    from all_changes
    group by subscription_id, changed_on
),

final as (
    select
        subscription_id,
        from_date,
        coalesce(
            lead(from_date) over (partition by subscription_id order by from_date), {{ forever() }}
        ) as to_date,
        status
    from one_change_per_day
)

select * from final
