with activities as (
    select * from {{ ref('stg_crm__activities') }}
    where {{ to_reporting_date('occurred_at') }} <= {{ as_of_date() }}
),

activities_of_customers as (
    {{ rows_of_customers('activities') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

lead_outcomes as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

-- DECISIONS.md, "An account's events on one time line": its own, else its deal's, else its lead's.
final as (
    select
        coalesce(
            activities_of_customers.customer_account_id, deals.account_id, lead_outcomes.account_id
        ) as account_id,
        cast({{ to_reporting_time('activities_of_customers.occurred_at') }} as timestamp)
            as occurred_at,
        'activity' as kind,
        {{ event_title('Activity', [
            'activities_of_customers.activity_type', 'activities_of_customers.outcome'
        ]) }} as title,
        activities_of_customers.activity_id as reference_id,
        cast(null as decimal(20, 6)) as amount
    from activities_of_customers
    left join deals
        on activities_of_customers.opportunity_id = deals.opportunity_id
    left join lead_outcomes
        on activities_of_customers.lead_id = lead_outcomes.lead_id
)

select * from final
where account_id is not null
