with segment_totals as (
    select * from {{ ref('int_revenue__segment_totals') }}
),

segmented_months as (
    select * from {{ ref('int_revenue__segmented_months') }}
),

winning_leads as (
    select * from {{ ref('int_marketing__leads') }}
    where is_won
),

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

found_accounts as (
    select
        segmented_months.*,
        coalesce(channel_groups.channel_group, 'other') as channel_group,
        coalesce(winning_leads.campaign, 'unknown') as campaign
    from segmented_months
    left join channel_groups
        on segmented_months.channel = channel_groups.channel
    left join winning_leads
        on segmented_months.account_id = winning_leads.account_id
),

final as (
    select
        date_month,
        segment_type,
        segment,
        customers_start,
        churned_customers,
        reactivated_customers,
        new_customers,
        customers_end,
        new_mrr,
        mrr_end
    from segment_totals
    {% for segment_type in ['channel_group', 'campaign'] %}
    union all

    select
        date_month,
        '{{ segment_type }}' as segment_type,
        {{ segment_type }} as segment,
        count(*) filter (where was_active) as customers_start,
        count(*) filter (where is_churned) as churned_customers,
        count(*) filter (where is_reactivated) as reactivated_customers,
        count(*) filter (where is_new) as new_customers,
        count(*) filter (where is_active) as customers_end,
        {{ as_money('sum(new_mrr)') }} as new_mrr,
        {{ as_money('sum(mrr)') }} as mrr_end
    from found_accounts
    group by date_month, {{ segment_type }}
    {% endfor %}
)

select * from final
