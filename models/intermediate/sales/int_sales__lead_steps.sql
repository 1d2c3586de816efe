{%- set stages = ['registered', 'contacted', 'qualified', 'deal', 'won'] -%}

with leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

replies as (
    select * from {{ ref('int_sales__late_replies') }}
),

deals_of_leads as (
    select
        lead_id,
        min(case when outcome = 'won' then closed_on end) as won_on,
        count(*) filter (where outcome <> 'lost') as deals_not_lost
    from {{ ref('int_sales__deals') }}
    where
        lead_id is not null
        and opportunity_type = 'new'
    group by lead_id
),

-- DECISIONS.md, "The funnel of leads": a status has no date, so qualification may have none.
dated as (
    select
        leads.lead_id,
        coalesce(leads.owner_id, 'unknown') as owner_id,
        coalesce(leads.team, 'unknown') as team,
        leads.channel,
        leads.size_band,
        leads.industry,
        leads.registered_on,
        {{ to_reporting_date('replies.first_replied_at') }} as contacted_on,
        least(leads.opportunity_created_on, leads.converted_on, leads.became_customer_on)
            as qualified_on,
        leads.opportunity_created_on as deal_on,
        least(
            leads.became_customer_on,
            case when leads.is_first_of_account then deals_of_leads.won_on end
        ) as won_on,
        leads.is_qualified,
        leads.is_disqualified or deals_of_leads.deals_not_lost = 0 as is_lost
    from leads
    left join replies
        on leads.lead_id = replies.lead_id
    left join deals_of_leads
        on leads.lead_id = deals_of_leads.lead_id
),

reached as (
    select
        *,
        case
            when won_on is not null then 'won'
            when is_lost then 'lost'
            else 'open'
        end as outcome,
        case
            when won_on is not null then 5
            when deal_on is not null then 4
            when is_qualified then 3
            when contacted_on is not null then 2
            else 1
        end as furthest
    from dated
),

steps as (
    select
        lead_id,
        'whole_lead' as stage,
        0 as stage_order,
        registered_on as entered_on,
        outcome = 'won' as is_moved_on,
        won_on as next_on
    from reached
    {% for stage in stages if stage != 'won' %}
    union all
    select
        lead_id,
        '{{ stage }}' as stage,
        {{ loop.index }} as stage_order,
        {{ stage }}_on as entered_on,
        furthest > {{ loop.index }} as is_moved_on,
        {% if stages[loop.index:] | length > 1 -%}
        least(
            {% for later_stage in stages[loop.index:] -%}
            {{ later_stage }}_on{{ ',' if not loop.last }}
            {% endfor %}
        )
        {%- else -%}
        won_on
        {%- endif %} as next_on
    from reached
    where
        {{ stage }}_on is not null
        {{ 'or is_qualified' if stage == 'qualified' }}
    {% endfor %}
),

final as (
    select
        'lead' as funnel,
        reached.lead_id as subject_id,
        cast({{ dbt.date_trunc('month', 'reached.registered_on') }} as date) as cohort_month,
        reached.owner_id,
        reached.team,
        reached.channel,
        cast(null as {{ dbt.type_string() }}) as opportunity_type,
        reached.size_band,
        reached.industry,
        steps.stage,
        cast(steps.stage_order as integer) as stage_order,
        steps.entered_on,
        steps.is_moved_on,
        case
            when steps.is_moved_on and steps.next_on is not null
                then greatest(steps.next_on, steps.entered_on)
        end as moved_on_on,
        reached.outcome
    from steps
    inner join reached
        on steps.lead_id = reached.lead_id
)

select * from final
