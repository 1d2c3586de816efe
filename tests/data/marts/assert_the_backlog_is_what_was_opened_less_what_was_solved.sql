-- If this fails, a ticket is lost, or counted twice, between its opening and its solution.
with running as (
    select
        date_month,
        segment_type,
        segment,
        open_tickets,
        sum(tickets - solved_tickets) over (order by date_month rows unbounded preceding)
            as opened_less_solved
    from {{ ref('support_performance') }}
    where segment_type = 'all'
)

select *
from running
where open_tickets <> opened_less_solved
