with leads as (
    select * from {{ ref('stg_crm__leads') }}
    where {{ to_reporting_date('registered_at') }} <= {{ as_of_date() }}
),

lead_statuses as (
    select * from {{ ref('lead_statuses') }}
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

ties as (
    select * from {{ ref('int_identity__ties') }}
    where
        entity_type = 'lead'
        and not is_internal
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

deals as (
    select * from {{ ref('int_crm__lead_deals') }}
),

leads_with_deals as (
    select
        leads.lead_id,
        leads.registered_at,
        {{ to_reporting_date('leads.registered_at') }} as registered_on,
        coalesce(leads.channel, 'unknown') as channel,
        leads.campaign_id,
        leads.landing_page,
        leads.contact_method,
        coalesce(leads.industry, 'unknown') as industry,
        {{ size_band('leads.employee_count') }} as size_band,
        coalesce(leads.country, 'unknown') as country,
        leads.owner_id,
        coalesce(leads.team, owners.team) as team,
        case
            when {{ to_reporting_date('leads.first_contacted_at') }} <= {{ as_of_date() }}
                then leads.first_contacted_at
        end as first_contacted_at,
        case
            when {{ to_reporting_date('leads.trial_started_at') }} <= {{ as_of_date() }}
                then {{ to_reporting_date('leads.trial_started_at') }}
        end as trial_started_on,
        case
            when {{ to_reporting_date('leads.converted_at') }} <= {{ as_of_date() }}
                then {{ to_reporting_date('leads.converted_at') }}
        end as converted_on,
        coalesce(lead_statuses.is_qualified, false) as has_qualified_status,
        coalesce(lead_statuses.is_disqualified, false) as is_disqualified,
        deals.opportunity_id,
        deals.created_on as opportunity_created_on,
        ties.customer_account_id as account_id,
        coalesce(ties.rule in ('override', 'account_id', 'opportunity'), false) as is_named
    from leads
    left join lead_statuses
        on leads.status = lead_statuses.status
    left join owners
        on leads.owner_id = owners.owner_id
    left join deals
        on leads.lead_id = deals.lead_id
    left join ties
        on leads.lead_id = ties.entity_id
),

numbered as (
    select
        *,
        row_number() over (
            partition by account_id
            order by is_named desc, registered_at asc, lead_id asc
        ) as lead_number
    from leads_with_deals
),

-- DECISIONS.md, "What becomes of a lead".
final as (
    select
        numbered.lead_id,
        numbered.account_id,
        numbered.registered_at,
        numbered.registered_on,
        numbered.channel,
        numbered.campaign_id,
        numbered.landing_page,
        numbered.contact_method,
        numbered.industry,
        numbered.size_band,
        numbered.country,
        numbered.owner_id,
        numbered.team,
        numbered.first_contacted_at,
        numbered.trial_started_on,
        numbered.converted_on,
        numbered.has_qualified_status
        or numbered.opportunity_id is not null
        or first_spells.account_id is not null as is_qualified,
        numbered.is_disqualified,
        numbered.opportunity_id,
        numbered.opportunity_created_on,
        numbered.account_id is not null and numbered.lead_number = 1 as is_first_of_account,
        first_spells.started_on as became_customer_on,
        first_spells.starting_mrr as first_mrr
    from numbered
    left join first_spells
        on
            numbered.account_id = first_spells.account_id
            and numbered.registered_on <= first_spells.started_on
            and numbered.lead_number = 1
)

select * from final
