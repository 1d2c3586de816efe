with tickets as (
    select * from {{ ref('int_support__tickets') }}
),

first_day as (
    select coalesce(min(created_on), {{ as_of_date() }}) as first_date from tickets
),

months as (
    {{ month_rows('(select first_date from first_day)') }}
),

-- DECISIONS.md, "A reply counts on its own day": what a month says does not change later.
final as (
    select
        tickets.ticket_id,
        tickets.account_id,
        months.date_month,
        tickets.category,
        tickets.priority,
        tickets.channel,
        tickets.created_on >= months.date_month as is_created,
        tickets.created_on >= months.date_month and tickets.is_repeat as is_repeat,
        coalesce(tickets.solved_on between months.date_month and months.month_end, false)
            as is_solved,
        coalesce(tickets.solved_on between months.date_month and months.month_end, false)
        and tickets.is_reopened as is_reopened,
        coalesce(tickets.solved_on > months.month_end, true) as is_open_at_end,
        case
            when tickets.replied_on between months.date_month and months.month_end
                then tickets.first_reply_hours
        end as first_reply_hours,
        case
            when tickets.solved_on between months.date_month and months.month_end
                then tickets.resolution_hours
        end as resolution_hours
    from tickets
    inner join months
        on
            tickets.created_on <= months.month_end
            and (
                tickets.solved_on is null
                or greatest(tickets.solved_on, coalesce(tickets.replied_on, tickets.solved_on))
                >= months.date_month
            )
)

select * from final
