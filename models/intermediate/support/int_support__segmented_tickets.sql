{%- set ticket_types = {
    'ticket_category': 'category', 'ticket_priority': 'priority', 'ticket_channel': 'channel'
} -%}

with ticket_months as (
    select * from {{ ref('int_support__ticket_months') }}
),

account_segments as (
    select * from {{ ref('int_support__account_segments') }}
),

tickets as (
    select
        ticket_months.date_month,
        ticket_months.account_id,
        {% for segment_type in segment_types() if segment_type != 'all' -%}
        coalesce(account_segments.{{ segment_type }}, 'unknown') as {{ segment_type }},
        {% endfor -%}
        {% for segment_type, column in ticket_types.items() -%}
        coalesce(ticket_months.{{ column }}, 'unknown') as {{ segment_type }},
        {% endfor -%}
        coalesce(account_segments.is_customer, false) as is_of_customer,
        ticket_months.is_created,
        ticket_months.is_repeat,
        ticket_months.is_solved,
        ticket_months.is_reopened,
        ticket_months.is_open_at_end,
        ticket_months.first_reply_hours,
        ticket_months.resolution_hours
    from ticket_months
    left join account_segments
        on
            ticket_months.account_id = account_segments.account_id
            and ticket_months.date_month = account_segments.date_month
),

final as (
    {% for segment_type in segment_types() + ticket_types.keys() | list %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment,
        count(*) filter (where is_created) as tickets,
        count(*) filter (where is_created and is_of_customer) as customer_tickets,
        count(distinct case when is_created then account_id end) as accounts_with_tickets,
        count(*) filter (where is_repeat) as repeat_tickets,
        count(first_reply_hours) as replied_tickets,
        cast(
            percentile_cont(0.5) within group (order by first_reply_hours) as double
        ) as median_first_reply_hours,
        cast(
            percentile_cont(0.9) within group (order by first_reply_hours) as double
        ) as p90_first_reply_hours,
        count(*) filter (where is_solved) as solved_tickets,
        cast(
            percentile_cont(0.5) within group (order by resolution_hours) as double
        ) as median_resolution_hours,
        cast(
            percentile_cont(0.9) within group (order by resolution_hours) as double
        ) as p90_resolution_hours,
        count(*) filter (where is_reopened) as reopened_tickets,
        count(*) filter (where is_open_at_end) as open_tickets
    from tickets
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select * from final
