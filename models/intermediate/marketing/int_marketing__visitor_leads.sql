with daily_visitor_users as (
    select * from {{ ref('int_marketing__daily_visitor_users') }}
    where event_date <= {{ as_of_date() }}
),

leads as (
    select * from {{ ref('stg_crm__leads') }}
    where {{ to_reporting_date('registered_at') }} <= {{ as_of_date() }}
),

product_users as (
    select * from {{ ref('stg_usage__product_users') }}
),

visitor_users as (
    select distinct
        visitor_id,
        user_id
    from daily_visitor_users
),

-- DECISIONS.md, "A visitor is the lead that it registered as".
ties as (
    select
        visitor_users.visitor_id,
        leads.lead_id,
        leads.registered_at,
        'lead_id' as tied_by
    from visitor_users
    inner join leads
        on visitor_users.user_id = leads.lead_id
    union all
    select
        visitor_users.visitor_id,
        leads.lead_id,
        leads.registered_at,
        'email' as tied_by
    from visitor_users
    inner join product_users
        on visitor_users.user_id = product_users.user_id
    inner join leads
        on product_users.email = leads.email
),

numbered as (
    select
        *,
        row_number() over (
            partition by visitor_id
            order by registered_at asc, lead_id asc, tied_by desc
        ) as lead_number
    from ties
),

final as (
    select
        visitor_id,
        lead_id,
        tied_by,
        registered_at
    from numbered
    where lead_number = 1
)

select * from final
