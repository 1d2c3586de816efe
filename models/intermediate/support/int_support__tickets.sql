with tickets as (
    select * from {{ ref('stg_support__tickets') }}
    where {{ to_reporting_date('created_at') }} <= {{ as_of_date() }}
),

ticket_accounts as (
    select * from {{ ref('int_support__ticket_accounts') }}
),

tickets_of_customers as (
    select
        tickets.*,
        coalesce(ticket_accounts.account_id, tickets.account_id) as customer_account_id
    from tickets
    left join ticket_accounts
        on tickets.ticket_id = ticket_accounts.ticket_id
    where not coalesce(ticket_accounts.is_internal, false)
),

tickets_by_day as (
    select
        *,
        {{ to_reporting_date('created_at') }} as created_on,
        case
            when {{ to_reporting_date('first_replied_at') }} <= {{ as_of_date() }}
                then {{ to_reporting_date('first_replied_at') }}
        end as replied_on,
        case
            when {{ to_reporting_date('solved_at') }} <= {{ as_of_date() }}
                then {{ to_reporting_date('solved_at') }}
        end as solved_on,
        lag({{ to_reporting_date('created_at') }}) over (
            partition by customer_account_id, category
            order by created_at, ticket_id
        ) as previous_created_on
    from tickets_of_customers
),

-- DECISIONS.md, "A repeat is the same category within 90 days".
final as (
    select
        ticket_id,
        customer_account_id as account_id,
        category,
        priority,
        channel,
        created_on,
        replied_on,
        solved_on,
        case
            when replied_on is not null then {{ hours_between('created_at', 'first_replied_at') }}
        end as first_reply_hours,
        case
            when solved_on is not null then {{ hours_between('created_at', 'solved_at') }}
        end as resolution_hours,
        coalesce(reopen_count, 0) > 0 as is_reopened,
        coalesce(
            customer_account_id is not null
            and category is not null
            and previous_created_on
            > cast({{ dbt.dateadd('day', -90, 'created_on') }} as date),
            false
        ) as is_repeat,
        case
            when solved_on is not null and csat_score between 1 and 5
                then cast(csat_score as double)
        end as csat_score
    from tickets_by_day
)

select * from final
