with quarter_facts as (
    select * from {{ ref('int_sales__quarter_facts') }}
),

-- Each quarter alone, and with the three before it.
window_sizes as (
    select
        sizes.window_quarters,
        sizes.months_later
    from (
        values
        (1, 0),
        (4, 0),
        (4, 3),
        (4, 6),
        (4, 9)
    ) as sizes (window_quarters, months_later)
),

in_windows as (
    select
        quarter_facts.*,
        window_sizes.window_quarters,
        cast({{ dbt.dateadd(
            'month', 'window_sizes.months_later', 'quarter_facts.date_quarter'
        ) }} as date) as window_quarter
    from quarter_facts
    cross join window_sizes
),

-- DECISIONS.md, "A win is a new deal".
counted as (
    {% for segment_type, column in capability_segment_types().items() %}
    select
        *,
        '{{ segment_type }}' as segment_type,
        {{ column }} as segment,
        {% if segment_type == 'opportunity_type' -%}
        true as is_counted,
        true as is_booked
        {%- else -%}
        opportunity_type not in ('expansion', 'renewal') as is_counted,
        opportunity_type <> 'renewal' as is_booked
        {%- endif %}
    from in_windows
    where
        window_quarter <= {{ as_of_date() }}
        {{ 'and ' ~ column ~ ' is not null' if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

members as (
    {% for member_type, column in sales_member_types().items() %}
    select
        *,
        '{{ member_type }}' as member_type,
        {{ column }} as member
    from counted
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

final as (
    select
        window_quarter as date_quarter,
        cast(window_quarters as integer) as window_quarters,
        member_type,
        member,
        segment_type,
        segment,
        {% for outcome in ['won', 'lost'] -%}
        cast(coalesce(sum({{ outcome }}) filter (where is_counted), 0) as bigint)
            as {{ outcome }}_deals,
        {% endfor -%}
        {{ as_money('coalesce(sum(amount * won) filter (where is_counted), 0)') }} as won_amount,
        {{ as_money('coalesce(sum(amount * won) filter (where is_booked), 0)') }} as bookings,
        {{ as_money('coalesce(sum(amount * won) filter (where is_booked and has_quota), 0)') }}
            as bookings_with_quota,
        cast(median(case when is_counted and won = 1 then cycle_days end) as double)
            as median_cycle_days,
        {{ as_money('sum(quota)') }} as quota,
        {% for opportunity_type in ['expansion', 'renewal'] -%}
        cast(
            coalesce(
                sum(won + lost) filter (where opportunity_type = '{{ opportunity_type }}'), 0
            ) as bigint
        ) as {{ opportunity_type }}_deals,
        cast(
            coalesce(sum(won) filter (where opportunity_type = '{{ opportunity_type }}'), 0)
            as bigint
        ) as {{ opportunity_type }}_deals_won,
        {{ as_money(
            "coalesce(sum(amount) filter (where opportunity_type = '" ~ opportunity_type ~ "'), 0)"
        ) }} as {{ opportunity_type }}_amount,
        {{ as_money(
            "coalesce(sum(amount * won) filter (where opportunity_type = '"
            ~ opportunity_type ~ "'), 0)"
        ) }} as {{ opportunity_type }}_amount_won,
        {% endfor -%}
        {{ as_money('coalesce(sum(forecast_amount) filter (where is_booked), 0)') }}
            as forecast_amount,
        {{ as_money('coalesce(sum(forecast_won_amount) filter (where is_booked), 0)') }}
            as forecast_won_amount,
        count(reply_hours) as leads_replied,
        cast(median(reply_hours) as double) as median_reply_hours,
        count(is_reply_in_time) as leads_judged,
        count(*) filter (where is_reply_in_time) as leads_replied_in_time
    from members
    group by window_quarter, window_quarters, member_type, member, segment_type, segment
)

select * from final
