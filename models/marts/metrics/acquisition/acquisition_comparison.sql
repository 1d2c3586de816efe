with compared_segments as (
    select * from {{ ref('int_marketing__compared_segments') }}
),

segment_ratios as (
    select * from {{ ref('int_marketing__segment_ratios') }}
),

win_ratios as (
    select * from segment_ratios
    where measure = 'win_rate'
),

registration_ratios as (
    select * from segment_ratios
    where measure = 'registration_rate'
),

rates as (
    select
        *,
        {{ wilson('customers', 'leads', 'low') }} as win_rate_low,
        {{ wilson('customers', 'leads', 'high') }} as win_rate_high,
        case when spend > 0 then {{ rate('spend', 'leads') }} end as lead_cost
    from compared_segments
),

final as (
    select
        rates.period,
        rates.segment_type,
        rates.segment,
        rates.first_month,
        rates.last_month,
        rates.visits,
        case
            when rates.is_explained_by_visits then {{ rate('rates.leads', 'rates.visits') }}
        end as registration_rate,
        {%- for end in ['low', 'high'] %}
        case
            when rates.is_explained_by_visits
                then {{ wilson('rates.leads', 'rates.visits', end) }}
        end as registration_rate_{{ end }},
        {%- endfor %}
        registration_ratios.typical_share as typical_registration_rate,
        registration_ratios.ratio as registration_ratio,
        registration_ratios.ratio_low as registration_ratio_low,
        registration_ratios.ratio_high as registration_ratio_high,
        registration_ratios.adjusted_p_value as registration_p_value,
        coalesce(registration_ratios.standing, 'too_few') as registration_standing,
        rates.leads,
        {{ rate('rates.customers', 'rates.leads') }} as win_rate,
        rates.win_rate_low,
        rates.win_rate_high,
        win_ratios.typical_share as typical_win_rate,
        win_ratios.ratio as win_ratio,
        win_ratios.ratio_low as win_ratio_low,
        win_ratios.ratio_high as win_ratio_high,
        win_ratios.adjusted_p_value as win_p_value,
        coalesce(win_ratios.standing, 'too_few') as win_standing,
        rates.customers,
        rates.new_mrr,
        rates.spend,
        {{ double_as_money('rates.lead_cost') }} as cost_per_lead,
        {{ double_as_money(
            rate('rates.spend', 'rates.customers')
        ) }} as customer_acquisition_cost,
        {{ double_as_money(
            'rates.lead_cost / nullif(rates.win_rate_high, 0)'
        ) }} as customer_acquisition_cost_low,
        {{ double_as_money(
            'rates.lead_cost / nullif(rates.win_rate_low, 0)'
        ) }} as customer_acquisition_cost_high,
        {{ rounded(
            'cast(rates.new_mrr as double) * 12 * ' ~ revenue_rule('gross_margin')
            ~ ' / nullif(cast(rates.spend as double), 0)',
            6
        ) }} as return_on_spend
    from rates
    left join win_ratios
        on
            rates.period = win_ratios.period
            and rates.segment_type = win_ratios.segment_type
            and rates.segment = win_ratios.segment
    left join registration_ratios
        on
            rates.period = registration_ratios.period
            and rates.segment_type = registration_ratios.segment_type
            and rates.segment = registration_ratios.segment
)

select * from final
