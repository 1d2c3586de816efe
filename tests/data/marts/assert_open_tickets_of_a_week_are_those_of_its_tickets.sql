-- If this fails, the weekly table counts as open what was solved, or misses what was not.
with weeks as (
    select measured_on as week_end
    from {{ ref('int_calendar__measuring_days') }}
    where is_week_end
),

tickets as (
    select * from {{ ref('int_support__tickets') }}
    where account_id is not null
),

-- Another way to count: all that was opened less all that was solved by then.
counted as (
    select
        weeks.week_end,
        (select count(*) from tickets where tickets.created_on <= weeks.week_end)
        - (select count(*) from tickets where tickets.solved_on <= weeks.week_end) as open_tickets,
        (
            select count(*) from tickets
            where
                tickets.created_on <= weeks.week_end
                and {{ dbt.datediff('tickets.created_on', 'weeks.week_end', 'day') }} < 90
        ) as tickets_90_days
    from weeks
),

published as (
    select
        week_end,
        sum(open_tickets) as open_tickets,
        sum(tickets_90_days) as tickets_90_days
    from {{ ref('account_support') }}
    group by week_end
)

select
    counted.week_end,
    counted.open_tickets,
    published.open_tickets as open_tickets_published,
    counted.tickets_90_days,
    published.tickets_90_days as tickets_90_days_published
from counted
left join published
    on counted.week_end = published.week_end
where
    counted.open_tickets <> coalesce(published.open_tickets, 0)
    or counted.tickets_90_days <> coalesce(published.tickets_90_days, 0)
