with new_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
    where is_new
),

winning_leads as (
    select * from {{ ref('int_marketing__leads') }}
    where is_won
),

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

-- DECISIONS.md, "New customers are those of monthly_revenue".
final as (
    select
        new_months.account_id,
        new_months.date_month,
        winning_leads.lead_id,
        {%- for segment_type in segment_types() if segment_type != 'all' %}
        new_months.{{ segment_type }},
        {%- endfor %}
        coalesce(channel_groups.channel_group, 'other') as channel_group,
        coalesce(winning_leads.campaign, 'unknown') as campaign,
        new_months.new_mrr
    from new_months
    left join winning_leads
        on new_months.account_id = winning_leads.account_id
    left join channel_groups
        on new_months.channel = channel_groups.channel
)

select * from final
