with users_of_days as (
    {{ unnested(
        ref('int_usage__daily_events'),
        'users_with_events',
        ['event_date', 'account_id', 'event_name'],
        'rejection_reason is null and ' ~ is_in_usage_days('event_date')
    ) }}
),

final as (
    select
        event_date,
        account_id,
        element.user_id,
        cast(sum(element.events) as bigint) as events,
        count(distinct event_name) as event_names
    from users_of_days
    where element.user_id is not null
    group by event_date, account_id, element.user_id
)

select * from final
