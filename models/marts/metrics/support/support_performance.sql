with segmented_tickets as (
    select * from {{ ref('int_support__segmented_tickets') }}
),

segmented_seats as (
    select * from {{ ref('int_support__segmented_seats') }}
),

first_month as (
    select min(date_month) as first_date from segmented_tickets
),

months as (
    {{ month_rows('(select coalesce(first_date, ' ~ as_of_date() ~ ') from first_month)') }}
),

segments as (
    select
        segment_type,
        segment
    from segmented_tickets
    union
    select
        segment_type,
        segment
    from segmented_seats
),

-- What is told of a ticket is no property of customers: its seats are those of the company.
segments_with_seats as (
    select
        segment_type,
        segment,
        case when segment_type like 'ticket_%' then 'all' else segment_type end
            as seats_segment_type,
        case when segment_type like 'ticket_%' then 'all' else segment end as seats_segment
    from segments
),

-- Months without a ticket are there too, so that each is compared with the one before.
every_month as (
    select
        months.date_month,
        segments_with_seats.segment_type,
        segments_with_seats.segment,
        {% for count in [
            'tickets', 'customer_tickets', 'accounts_with_tickets', 'repeat_tickets',
            'replied_tickets', 'solved_tickets', 'reopened_tickets', 'open_tickets',
        ] -%}
        coalesce(segmented_tickets.{{ count }}, 0) as {{ count }},
        {% endfor -%}
        segmented_tickets.median_first_reply_hours,
        segmented_tickets.p90_first_reply_hours,
        segmented_tickets.median_resolution_hours,
        segmented_tickets.p90_resolution_hours,
        coalesce(segmented_seats.seats, 0) as seats,
        last_day(months.date_month) <= {{ as_of_date() }} as is_complete
    from months
    inner join first_month
        on months.date_month >= first_month.first_date
    cross join segments_with_seats
    left join segmented_tickets
        on
            months.date_month = segmented_tickets.date_month
            and segments_with_seats.segment_type = segmented_tickets.segment_type
            and segments_with_seats.segment = segmented_tickets.segment
    left join segmented_seats
        on
            months.date_month = segmented_seats.date_month
            and segments_with_seats.seats_segment_type = segmented_seats.segment_type
            and segments_with_seats.seats_segment = segmented_seats.segment
),

-- DECISIONS.md, "The trend of tickets is quarter on quarter".
compared as (
    select
        *,
        lag(tickets) over months_before as previous_tickets,
        sum(tickets) over last_3_months as tickets_3_months,
        sum(tickets) over previous_3_months as tickets_previous_3_months,
        count(*) over previous_3_months as previous_months
    from every_month
    window
        months_before as (partition by segment_type, segment order by date_month),
        last_3_months as (
            partition by segment_type, segment
            order by date_month
            rows between 2 preceding and current row
        ),
        previous_3_months as (
            partition by segment_type, segment
            order by date_month
            rows between 5 preceding and 3 preceding
        )
),

final as (
    select
        date_month,
        segment_type,
        segment,
        tickets,
        accounts_with_tickets,
        seats,
        customer_tickets,
        {{ rate('customer_tickets * 100', 'seats') }} as tickets_per_100_seats,
        replied_tickets,
        {{ rounded('median_first_reply_hours', 6) }} as median_first_reply_hours,
        {{ rounded('p90_first_reply_hours', 6) }} as p90_first_reply_hours,
        solved_tickets,
        {{ rounded('median_resolution_hours', 6) }} as median_resolution_hours,
        {{ rounded('p90_resolution_hours', 6) }} as p90_resolution_hours,
        reopened_tickets,
        {{ rate('reopened_tickets', 'solved_tickets') }} as reopened_rate,
        repeat_tickets,
        {{ rate('repeat_tickets', 'tickets') }} as repeat_rate,
        open_tickets,
        case when is_complete then {{ rate('tickets - previous_tickets', 'previous_tickets') }} end
            as tickets_change_rate,
        case
            when is_complete and previous_months = 3
                then {{ rate(
                    'tickets_3_months - tickets_previous_3_months', 'tickets_previous_3_months'
                ) }}
        end as tickets_trend_3_months,
        is_complete
    from compared
    where
        tickets > 0
        or replied_tickets > 0
        or solved_tickets > 0
        or open_tickets > 0
        or seats > 0
)

select * from final
