-- If this fails, events disappear on the way to features, or are counted twice. Those of programs are
-- none of features.
with days as (
    select
        cast(sum(event_days.events) as bigint) as events
    from {{ ref('int_usage__account_event_days') }} as event_days
    left join {{ ref('stg_crm__accounts') }} as accounts
        on event_days.account_id = accounts.account_id
    where
        event_days.event_date <= {{ as_of_date() }}
        and not coalesce(accounts.is_internal, false)
        and event_days.event_name not in (select event_name from {{ ref('program_events') }})
),

features as (
    select
        cast(sum(events) as bigint) as events,
        cast(sum(events_28_days) as bigint) as events_28_days
    from {{ ref('account_features') }}
),

accounts_28_days as (
    select cast(sum(usage_accounts.events_28_days) as bigint) as events_28_days
    from {{ ref('int_usage__accounts') }} as usage_accounts
    left join {{ ref('stg_crm__accounts') }} as accounts
        on usage_accounts.account_id = accounts.account_id
    where not coalesce(accounts.is_internal, false)
)

select
    days.events,
    features.events as events_of_features,
    accounts_28_days.events_28_days,
    features.events_28_days as events_of_features_28_days
from days
cross join features
cross join accounts_28_days
where
    coalesce(days.events, 0) <> coalesce(features.events, 0)
    or coalesce(accounts_28_days.events_28_days, 0) <> coalesce(features.events_28_days, 0)
