-- If this fails, tickets by plan, category or country do not add up to the company's.
with totals as (
    select
        date_month,
        segment_type,
        sum(tickets) as tickets,
        sum(customer_tickets) as customer_tickets,
        sum(replied_tickets) as replied_tickets,
        sum(solved_tickets) as solved_tickets,
        sum(reopened_tickets) as reopened_tickets,
        sum(repeat_tickets) as repeat_tickets,
        sum(open_tickets) as open_tickets,
        sum(seats) as seats
    from {{ ref('support_performance') }}
    group by date_month, segment_type
),

company as (
    select * from totals
    where segment_type = 'all'
)

select totals.*
from totals
inner join company
    on totals.date_month = company.date_month
where
    totals.tickets <> company.tickets
    or totals.customer_tickets <> company.customer_tickets
    or totals.replied_tickets <> company.replied_tickets
    or totals.solved_tickets <> company.solved_tickets
    or totals.reopened_tickets <> company.reopened_tickets
    or totals.repeat_tickets <> company.repeat_tickets
    or totals.open_tickets <> company.open_tickets
    or (totals.segment_type not like 'ticket_%' and totals.seats <> company.seats)
