-- DECISIONS.md, "A pause is no reason for leaving".
with churned_accounts as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'left_on') }} as date) as date_month
    from {{ ref('churned_accounts') }}
    where has_left
),

in_segments as (
    {% for segment_type in segment_types() + ['tenure_band'] %}
    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {% if segment_type == 'all' -%}
        'all'
        {%- else -%}
        coalesce({{ segment_type }}, 'unknown')
        {%- endif %} as segment,
        coalesce(reason, 'unknown') as reason,
        mrr_lost,
        sources,
        sources_agree,
        has_returned
    from churned_accounts
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        date_month,
        segment_type,
        segment,
        reason,
        count(*) as departures,
        {{ as_money('sum(mrr_lost)') }} as mrr_lost,
        count(*) filter (where sources >= 2) as departures_with_several_sources,
        count(*) filter (where not sources_agree) as departures_with_disagreement,
        count(*) filter (where has_returned) as returned_departures
    from in_segments
    group by date_month, segment_type, segment, reason
),

final as (
    select
        date_month,
        segment_type,
        segment,
        reason,
        departures,
        {{ rate('departures', 'sum(departures) over segment_months') }} as share_of_departures,
        mrr_lost,
        {{ rate('mrr_lost', 'sum(mrr_lost) over segment_months') }} as share_of_mrr_lost,
        departures_with_several_sources,
        departures_with_disagreement,
        returned_departures,
        last_day(date_month) <= {{ as_of_date() }} as is_complete
    from counted
    window segment_months as (partition by date_month, segment_type, segment)
)

select * from final
