with segmented_weeks as (
    select * from {{ ref('int_usage__segmented_weeks') }}
),

recorded as (
    select min(week_end) as recorded_since from {{ ref('int_usage__account_weeks') }}
),

totals as (
    {% for segment_type in engagement_segment_types() %}
    select
        week_end,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(*) filter (where is_customer) as customers,
        count(*) filter (where weekly_active_users > 0) as weekly_active_accounts,
        count(*) filter (where monthly_active_users > 0) as monthly_active_accounts,
        count(*) filter (where account_status = 'new') as new_accounts,
        count(*) filter (where account_status = 'retained') as retained_accounts,
        count(*) filter (where account_status = 'resurrected') as resurrected_accounts,
        count(*) filter (where account_status = 'dormant') as dormant_accounts,
        cast(sum(weekly_active_users) as bigint) as weekly_active_users,
        cast(sum(monthly_active_users) as bigint) as monthly_active_users,
        cast(sum(new_users) as bigint) as new_users,
        cast(sum(retained_users) as bigint) as retained_users,
        cast(sum(resurrected_users) as bigint) as resurrected_users,
        cast(sum(dormant_users) as bigint) as dormant_users,
        cast(sum(user_days) as bigint) as user_days,
        cast(sum(user_days_28_days) as bigint) as user_days_28_days,
        cast(sum(events) as bigint) as events,
        cast(sum(sessions) as bigint) as sessions,
        cast(median(days_since_last_active) as double) as median_days_since_last_active,
        count(*) filter (where days_since_last_active >= 28) as customers_silent_28_days
    from segmented_weeks
    group by week_end{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        totals.week_end,
        totals.segment_type,
        totals.segment,
        totals.customers,
        {{ rounded('totals.user_days / cast(7 as double)', 6) }} as daily_active_users,
        totals.weekly_active_users,
        totals.monthly_active_users,
        {{ rounded(
            'totals.user_days_28_days / (28 * nullif(cast(totals.monthly_active_users as double), 0))',
            6
        ) }} as stickiness,
        totals.new_users,
        totals.retained_users,
        totals.resurrected_users,
        totals.dormant_users,
        totals.weekly_active_accounts,
        totals.monthly_active_accounts,
        totals.new_accounts,
        totals.retained_accounts,
        totals.resurrected_accounts,
        totals.dormant_accounts,
        totals.events,
        totals.sessions,
        {{ rate('totals.sessions', 'totals.weekly_active_users') }} as sessions_per_user,
        totals.median_days_since_last_active,
        totals.customers_silent_28_days
    from totals
    inner join recorded
        on totals.week_end >= recorded.recorded_since
)

select * from final
