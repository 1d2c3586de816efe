with lead_outcomes as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

channel_groups as (
    select * from {{ ref('channel_groups') }}
),

-- DECISIONS.md, "Win rate".
final as (
    select
        lead_outcomes.lead_id,
        cast({{ dbt.date_trunc('month', 'lead_outcomes.registered_on') }} as date) as date_month,
        lead_outcomes.registered_at,
        lead_outcomes.registered_on,
        lead_outcomes.channel,
        coalesce(channel_groups.channel_group, 'other') as channel_group,
        coalesce(channel_groups.leaves_visits, true) as leaves_visits,
        coalesce(lead_outcomes.campaign_id, 'unknown') as campaign,
        coalesce(lead_outcomes.landing_page, 'unknown') as landing_page,
        coalesce(lead_outcomes.team, 'unknown') as team,
        coalesce(lead_outcomes.owner_id, 'unknown') as owner,
        lead_outcomes.account_id,
        lead_outcomes.is_qualified,
        lead_outcomes.opportunity_id is not null as has_opportunity,
        lead_outcomes.became_customer_on is not null as is_won,
        {{ decided_on('lead_outcomes.registered_on') }} <= {{ as_of_date() }} as is_decided,
        coalesce(
            {{ decided_on('lead_outcomes.registered_on') }} <= {{ as_of_date() }}
            and lead_outcomes.became_customer_on
            <= {{ decided_on('lead_outcomes.registered_on') }},
            false
        ) as is_won_in_time,
        lead_outcomes.first_mrr
    from lead_outcomes
    left join channel_groups
        on lead_outcomes.channel = channel_groups.channel
    where lead_outcomes.registered_on is not null
)

select * from final
