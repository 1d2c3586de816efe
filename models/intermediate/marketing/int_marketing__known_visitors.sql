with daily_visitor_users as (
    select * from {{ ref('int_marketing__daily_visitor_users') }}
    where event_date <= {{ as_of_date() }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

named as (
    select
        visitor_id,
        min(first_named_at) as first_named_at
    from daily_visitor_users
    group by visitor_id
),

-- DECISIONS.md, "Only who is not known yet can register".
final as (
    select
        named.visitor_id,
        coalesce(visitor_leads.registered_at, named.first_named_at) as known_at
    from named
    left join visitor_leads
        on named.visitor_id = visitor_leads.visitor_id
)

select * from final
