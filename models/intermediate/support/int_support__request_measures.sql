with measuring_days as (
    select * from {{ ref('int_calendar__measuring_days') }}
),

feature_requests as (
    select * from {{ ref('stg_support__feature_requests') }}
),

requests_of_customers as (
    {{ rows_of_customers('feature_requests') }}
),

requests_by_day as (
    select
        customer_account_id as account_id,
        {{ to_reporting_date('requested_at') }} as requested_on,
        {{ to_reporting_date('delivered_at') }} as delivered_on,
        coalesce(status = 'declined', false) and delivered_at is null as is_declined,
        coalesce(status = 'delivered', false) and delivered_at is null as is_delivered_undated
    from requests_of_customers
    where customer_account_id is not null
),

-- DECISIONS.md, "What a declined request says, and when": only its request has a date.
requests_in_windows as (
    select
        requests_by_day.account_id,
        measuring_days.measured_on,
        requests_by_day.is_declined,
        coalesce(requests_by_day.delivered_on <= measuring_days.measured_on, false)
            as is_delivered,
        requests_by_day.is_delivered_undated
    from requests_by_day
    inner join measuring_days
        on
            requests_by_day.requested_on <= measuring_days.measured_on
            and cast({{ dbt.dateadd(
                'day', 180,
                'case when is_declined then requested_on'
                ~ ' else coalesce(delivered_on, ' ~ as_of_date() ~ ') end'
            ) }} as date) > measuring_days.measured_on
    where not requests_by_day.is_delivered_undated
),

final as (
    select
        account_id,
        measured_on,
        count(*) filter (where not is_delivered and not is_declined) as feature_requests_open,
        count(*) filter (where is_delivered) as feature_requests_delivered_180_days,
        count(*) filter (where is_declined) as feature_requests_declined_180_days
    from requests_in_windows
    group by account_id, measured_on
)

select * from final
