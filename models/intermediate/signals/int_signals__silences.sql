with rules as (
    select * from {{ ref('account_signal_rules') }}
),

feature_days as (
    select * from {{ ref('int_usage__feature_days') }}
),

key_features as (
    select distinct feature
    from {{ ref('int_usage__key_features') }}
    where is_key
),

user_days as (
    select * from {{ ref('int_usage__customer_user_days') }}
),

account_days as (
    select
        account_id,
        event_date,
        sum(events) as events
    from user_days
    group by account_id, event_date
),

-- What fell silent: a key feature of an account, or one of its users.
days_of_keys as (
    select
        feature_days.account_id,
        'key_feature_abandoned' as signal,
        feature_days.feature as silent_key,
        feature_days.event_date,
        cast(null as bigint) as events
    from feature_days
    inner join key_features
        on feature_days.feature = key_features.feature
    group by feature_days.account_id, feature_days.feature, feature_days.event_date
    union all
    select
        account_id,
        'champion_quiet' as signal,
        user_id as silent_key,
        event_date,
        sum(events) as events
    from user_days
    group by account_id, user_id, event_date
),

beside_next as (
    select
        *,
        lead(event_date) over by_day as next_date
    from days_of_keys
    window by_day as (partition by account_id, signal, silent_key order by event_date)
),

last_days as (
    select
        beside_next.account_id,
        beside_next.signal,
        beside_next.silent_key,
        beside_next.event_date as last_active_on,
        cast({{ dbt.dateadd('day', -83, 'beside_next.event_date') }} as date) as looked_at_from,
        beside_next.next_date,
        rules.minimum
    from beside_next
    inner join rules
        on beside_next.signal = rules.signal
    where
        {{ dbt.datediff(
            'beside_next.event_date', 'coalesce(beside_next.next_date, ' ~ as_of_date() ~ ')', 'day'
        ) }} >= rules.threshold
),

-- DECISIONS.md, "Early signs": only what was done often can be missed.
often_done as (
    select
        last_days.account_id,
        last_days.signal,
        last_days.silent_key,
        last_days.last_active_on,
        last_days.looked_at_from,
        last_days.next_date,
        sum(days_of_keys.events) as events
    from last_days
    inner join days_of_keys
        on
            last_days.account_id = days_of_keys.account_id
            and last_days.signal = days_of_keys.signal
            and last_days.silent_key = days_of_keys.silent_key
            and days_of_keys.event_date
            between last_days.looked_at_from and last_days.last_active_on
    group by
        last_days.account_id,
        last_days.signal,
        last_days.silent_key,
        last_days.last_active_on,
        last_days.looked_at_from,
        last_days.next_date,
        last_days.minimum
    having count(*) >= last_days.minimum
),

-- A champion is a user who did at least 30 % of all that the account did.
of_account as (
    select
        often_done.account_id,
        often_done.signal,
        often_done.silent_key,
        often_done.last_active_on,
        often_done.next_date,
        often_done.events,
        sum(account_days.events) as account_events
    from often_done
    inner join account_days
        on
            often_done.account_id = account_days.account_id
            and account_days.event_date
            between often_done.looked_at_from and often_done.last_active_on
    group by
        often_done.account_id,
        often_done.signal,
        often_done.silent_key,
        often_done.last_active_on,
        often_done.next_date,
        often_done.events
),

final as (
    select
        account_id,
        signal,
        silent_key,
        last_active_on,
        least(
            coalesce(next_date, {{ forever() }}),
            cast({{ dbt.dateadd('day', 112, 'last_active_on') }} as date)
        ) as silent_until
    from of_account
    where
        signal = 'key_feature_abandoned'
        or events * 10 >= account_events * 3
)

select * from final
