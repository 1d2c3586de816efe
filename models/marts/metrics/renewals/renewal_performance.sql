{%- set segment_types = {
    'all': "'all'",
    'owner': "coalesce(owner_id, 'unknown')",
    'customer_tier': "coalesce(customer_tier, 'unknown')",
    'plan_tier': "coalesce(plan_tier, 'unknown')",
    'intent': "coalesce(intent, 'not collected')",
    'collection': "case when is_automatic then 'automatic' when not is_automatic then 'by invoice'"
        ~ " else 'unknown' end",
} -%}

with renewals as (
    select
        *,
        cast({{ dbt.date_trunc('quarter', 'term_end') }} as date) as date_quarter,
        result <> 'open' as is_decided,
        result in ('renewed', 'up', 'down', 'late') as is_kept
    from {{ ref('renewals') }}
),

in_segments as (
    {% for segment_type, segment in segment_types.items() %}
    select
        *,
        '{{ segment_type }}' as segment_type,
        {{ segment }} as segment
    from renewals
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

counted as (
    select
        date_quarter,
        segment_type,
        segment,
        count(*) as renewals_due,
        {% for result in ['renewed', 'up', 'down', 'late', 'lost', 'open'] -%}
        count(*) filter (where result = '{{ result }}') as {{ result }}_renewals,
        {% endfor -%}
        count(*) filter (where is_kept) as kept,
        count(*) filter (where is_decided) as decided,
        {{ as_money('sum(renewal_mrr)') }} as due_mrr,
        {{ as_money('sum(case when is_decided then renewal_mrr else 0 end)') }} as decided_mrr,
        {{ as_money('sum(coalesce(renewed_mrr, 0))') }} as renewed_mrr,
        {{ as_money('sum(case when is_decided then least(renewal_mrr, renewed_mrr) else 0 end)') }}
            as retained_mrr,
        {{ as_money('sum(forecast_mrr)') }} as forecast_mrr,
        {{ as_money('sum(case when is_decided then forecast_mrr else 0 end)') }}
            as decided_forecast_mrr
    from in_segments
    group by date_quarter, segment_type, segment
),

final as (
    select
        date_quarter,
        segment_type,
        segment,
        renewals_due,
        renewed_renewals,
        up_renewals,
        down_renewals,
        late_renewals,
        lost_renewals,
        open_renewals,
        {{ rate('kept', 'decided') }} as renewal_rate,
        {{ rate('kept - late_renewals', 'decided') }} as on_time_renewal_rate,
        due_mrr,
        decided_mrr,
        renewed_mrr,
        {{ rate('retained_mrr', 'decided_mrr') }} as gross_renewal_rate,
        {{ rate('renewed_mrr', 'decided_mrr') }} as net_renewal_rate,
        forecast_mrr,
        decided_forecast_mrr,
        {{ rate('renewed_mrr', 'decided_forecast_mrr') }} as result_of_forecast_rate,
        {{ dbt.dateadd('month', 3, 'date_quarter') }} <= {{ as_of_date() }} as is_complete
    from counted
)

select * from final
