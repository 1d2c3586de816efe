with account_weeks as (
    select * from {{ ref('int_usage__account_weeks') }}
),

measured_accounts as (
    select * from {{ ref('int_customers__measured_accounts') }}
    where is_week_end
),

last_active as (
    select * from {{ ref('int_usage__account_measures') }}
),

-- Whoever uses the product is counted, customer or not; and every customer, whether it does or not.
final as (
    select
        coalesce(measured_accounts.account_id, account_weeks.account_id) as account_id,
        coalesce(measured_accounts.measured_on, account_weeks.week_end) as week_end,
        coalesce(measured_accounts.is_customer, false) as is_customer,
        {% for segment_type in engagement_segment_types() if segment_type != 'all' -%}
        coalesce(measured_accounts.{{ segment_type }}, 'none') as {{ segment_type }},
        {% endfor -%}
        account_weeks.account_status,
        coalesce(account_weeks.weekly_active_users, 0) as weekly_active_users,
        coalesce(account_weeks.new_users, 0) as new_users,
        coalesce(account_weeks.retained_users, 0) as retained_users,
        coalesce(account_weeks.resurrected_users, 0) as resurrected_users,
        coalesce(account_weeks.dormant_users, 0) as dormant_users,
        coalesce(account_weeks.user_days, 0) as user_days,
        coalesce(account_weeks.events, 0) as events,
        coalesce(account_weeks.sessions, 0) as sessions,
        coalesce(account_weeks.monthly_active_users, 0) as monthly_active_users,
        coalesce(account_weeks.user_days_28_days, 0) as user_days_28_days,
        cast(
            case
                when measured_accounts.is_customer
                    then least(
                        coalesce({{ dbt.datediff(
                            'last_active.last_active_on', 'measured_accounts.measured_on', 'day'
                        ) }}, 56),
                        56
                    )
            end
            as integer
        ) as days_since_last_active
    from measured_accounts
    full outer join account_weeks
        on
            measured_accounts.account_id = account_weeks.account_id
            and measured_accounts.measured_on = account_weeks.week_end
    left join last_active
        on
            measured_accounts.account_id = last_active.account_id
            and measured_accounts.measured_on = last_active.measured_on
)

select * from final
