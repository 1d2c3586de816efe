{{ config(enabled=uses_connector('hubspot')) }}

with deals as (
    select * from {{ ref('hubspot__deals') }}
),

stage_changes as (
    select * from {{ ref('hubspot__opportunity_stage_changes') }}
),

deal_contacts as (
    select * from {{ ref('hubspot__deal_contacts') }}
),

leads as (
    select * from {{ ref('hubspot__leads') }}
),

opportunity_types as (
    select * from {{ ref('opportunity_types') }}
),

stage_entries as (
    select
        opportunity_id,
        stage,
        max(entered_at) as entered_at
    from stage_changes
    group by opportunity_id, stage
),

-- DECISIONS.md, "HubSpot": of a deal's contacts the one who came first is the lead.
deal_leads as (
    select
        deal_contacts.opportunity_id,
        leads.lead_id,
        row_number() over (
            partition by deal_contacts.opportunity_id
            order by leads.registered_at, leads.lead_id
        ) as place
    from deal_contacts
    inner join leads
        on deal_contacts.contact_id = leads.lead_id
),

closings as (
    select
        deals.*,
        case
            when deals.is_closed then {{ deal_closed_at(
                'deals.closing_at', 'stage_entries.entered_at', 'deals.created_at'
            ) }}
        end as closed_at
    from deals
    left join stage_entries
        on
            deals.opportunity_id = stage_entries.opportunity_id
            and deals.stage = stage_entries.stage
),

final as (
    select
        closings.opportunity_id,
        closings.account_id,
        deal_leads.lead_id,
        closings.owner_id,
        case
            when
                lower(closings.pipeline) like '%renew%'
                and coalesce(opportunity_types.opportunity_type, 'expansion') <> 'new'
                then 'renewal'
            else opportunity_types.opportunity_type
        end as opportunity_type,
        closings.stage,
        closings.amount,
        {% set own_currency = var('hubspot_currency') -%}
        {{ "coalesce(closings.currency, '" ~ own_currency ~ "')" if own_currency
            else 'closings.currency' }} as currency,
        case {{ vendor_word('closings.forecast_category') }}
            when 'omit' then 'omitted'
            else {{ vendor_word('closings.forecast_category') }}
        end as forecast_category,
        least(closings.created_at, closings.closed_at) as created_at,
        cast(closings.closing_at as date) as expected_close_date,
        closings.closed_at,
        case when closings.is_closed then closings.is_won end as is_won,
        case when closings.is_closed and not closings.is_won then closings.loss_reason end
            as loss_reason
    from closings
    left join deal_leads
        on
            closings.opportunity_id = deal_leads.opportunity_id
            and deal_leads.place = 1
    left join opportunity_types
        on closings.deal_type = opportunity_types.value
)

select * from final
