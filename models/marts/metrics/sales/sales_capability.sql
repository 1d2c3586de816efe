with capability_measures as (
    select * from {{ ref('int_sales__capability_measures') }}
),

tests as (
    select * from {{ ref('int_sales__capability_tests') }}
),

{% for measure in ['win_rate', 'reply_in_time_rate'] -%}
{{ measure }}_tests as (
    select * from tests
    where measure = '{{ measure }}'
),

{% endfor -%}
-- DECISIONS.md, "Who sells worse than the others".
final as (
    select
        measures.date_quarter,
        measures.window_quarters,
        measures.member_type,
        measures.member,
        measures.segment_type,
        measures.segment,
        measures.won_deals,
        measures.lost_deals,
        {{ rate('measures.won_deals', 'measures.won_deals + measures.lost_deals') }} as win_rate,
        {{ wilson('measures.won_deals', '(measures.won_deals + measures.lost_deals)', 'low') }}
            as win_rate_low,
        {{ wilson('measures.won_deals', '(measures.won_deals + measures.lost_deals)', 'high') }}
            as win_rate_high,
        win_rate_tests.difference as win_rate_difference,
        win_rate_tests.p_value as win_rate_p_value,
        win_rate_tests.adjusted_p_value as win_rate_adjusted_p_value,
        coalesce(
            win_rate_tests.difference < 0 and win_rate_tests.adjusted_p_value < 0.05, false
        ) as is_win_rate_low,
        measures.won_amount,
        {{ double_as_money(rate('measures.won_amount', 'measures.won_deals')) }}
            as average_deal_amount,
        measures.median_cycle_days,
        measures.bookings,
        measures.quota,
        case when measures.quota is not null then measures.bookings_with_quota end
            as bookings_with_quota,
        {{ rate('measures.bookings_with_quota', 'measures.quota') }} as attainment,
        {% for opportunity_type in ['expansion', 'renewal'] -%}
        measures.{{ opportunity_type }}_deals,
        measures.{{ opportunity_type }}_deals_won,
        {{ rate(
            'measures.' ~ opportunity_type ~ '_deals_won', 'measures.' ~ opportunity_type ~ '_deals'
        ) }} as {{ opportunity_type }}_rate,
        measures.{{ opportunity_type }}_amount,
        measures.{{ opportunity_type }}_amount_won,
        {% endfor -%}
        measures.forecast_amount,
        measures.forecast_won_amount,
        {{ rate('measures.forecast_won_amount', 'measures.forecast_amount') }}
            as forecast_accuracy,
        measures.leads_replied,
        measures.median_reply_hours,
        measures.leads_judged,
        measures.leads_replied_in_time,
        {{ rate('measures.leads_replied_in_time', 'measures.leads_judged') }}
            as reply_in_time_rate,
        reply_in_time_rate_tests.difference as reply_in_time_difference,
        reply_in_time_rate_tests.p_value as reply_in_time_p_value,
        reply_in_time_rate_tests.adjusted_p_value as reply_in_time_adjusted_p_value,
        coalesce(
            reply_in_time_rate_tests.difference < 0
            and reply_in_time_rate_tests.adjusted_p_value < 0.05,
            false
        ) as is_reply_slow,
        cast({{ dbt.dateadd('month', 3, 'measures.date_quarter') }} as date)
        <= cast({{ dbt.dateadd('day', 1, as_of_date()) }} as date) as is_complete
    from capability_measures as measures
    {% for measure in ['win_rate', 'reply_in_time_rate'] -%}
    left join {{ measure }}_tests
        on
        {%- for column in [
            'date_quarter', 'window_quarters', 'member_type', 'member', 'segment_type', 'segment',
        ] %}
            {{ 'and ' if not loop.first }}measures.{{ column }} = {{ measure }}_tests.{{ column }}
        {%- endfor %}
    {% endfor %}
)

select * from final
