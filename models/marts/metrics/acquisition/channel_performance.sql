with channel_months as (
    select * from {{ ref('int_marketing__channel_months') }}
),

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

unit_economics as (
    select * from {{ ref('unit_economics') }}
),

months as (
    select * from {{ ref('int_marketing__months') }}
),

grouped as (
    select
        channel_months.*,
        coalesce(channel_groups.channel_group, 'other') as channel_group
    from channel_months
    left join channel_groups
        on channel_months.channel = channel_groups.channel
),

segments as (
    {%- for segment_type in ['all', 'channel', 'channel_group', 'campaign'] %}
    select
        {%- for measure in channel_measures().values() | sum(start=[]) %}
        cast(sum({{ measure }}) as {{ type_of_channel_measure(measure) }}) as {{ measure }},
        {%- endfor %}
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ "'all'" if segment_type == 'all' else segment_type }} as segment
    from grouped
    group by date_month{{ ', ' ~ segment_type if segment_type != 'all' }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

final as (
    select
        segments.date_month,
        segments.segment_type,
        segments.segment,
        segments.spend,
        segments.impressions,
        segments.clicks,
        segments.visits,
        segments.leads,
        segments.qualified_leads,
        segments.opportunities,
        segments.won_leads,
        segments.customers,
        segments.new_mrr,
        {{ double_as_money(rate('segments.new_mrr', 'segments.customers')) }} as average_deal_mrr,
        {{ rate('segments.clicks', 'segments.impressions') }} as click_through_rate,
        -- DECISIONS.md, "Registration rate".
        {%- for name, end in [('', none), ('_low', 'low'), ('_high', 'high')] %}
        case
            when segments.leads <= segments.visits
                then
                    {{ wilson('segments.leads', 'segments.visits', end) if end
                        else rate('segments.leads', 'segments.visits') }}
        end as registration_rate{{ name }},
        {%- endfor %}
        segments.decided_leads,
        {{ rate('segments.decided_won_leads', 'segments.decided_leads') }} as win_rate,
        {{ wilson(
            'segments.decided_won_leads', 'segments.decided_leads', 'low'
        ) }} as win_rate_low,
        {{ wilson(
            'segments.decided_won_leads', 'segments.decided_leads', 'high'
        ) }} as win_rate_high,
        {%- for name, count in [
            ('click', 'clicks'), ('visit', 'visits'), ('lead', 'leads'),
            ('qualified_lead', 'qualified_leads'), ('opportunity', 'opportunities'),
        ] %}
        {{ double_as_money(
            rate('segments.spend', 'segments.' ~ count)
        ) }} as cost_per_{{ name }},
        {%- endfor %}
        unit_economics.customer_acquisition_cost,
        unit_economics.customer_lifetime_value,
        unit_economics.ltv_to_cac,
        unit_economics.payback_months,
        {%- for model in attribution_models() %}
        cast(segments.{{ model }}_leads as double) as {{ model }}_leads,
        cast(segments.{{ model }}_customers as double) as {{ model }}_customers,
        segments.{{ model }}_mrr,
        {{ double_as_money(
            rate('unit_economics.acquisition_spend', 'segments.' ~ model ~ '_customers')
        ) }} as {{ model }}_customer_acquisition_cost,
        {%- endfor %}
        months.is_complete
    from segments
    inner join months
        on segments.date_month = months.date_month
    left join unit_economics
        on
            segments.date_month = unit_economics.date_month
            and segments.segment_type = unit_economics.segment_type
            and segments.segment = unit_economics.segment
)

select * from final
