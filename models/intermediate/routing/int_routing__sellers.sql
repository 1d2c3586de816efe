with leads as (
    select * from {{ ref('int_leads__leads') }}
    where owner_id is not null
),

owners as (
    select * from {{ ref('stg_crm__owners') }}
),

open_deals as (
    select * from {{ ref('stg_crm__opportunities') }}
    where
        {{ to_reporting_date('created_at') }} <= {{ as_of_date() }}
        and coalesce({{ to_reporting_date('closed_at') }} > {{ as_of_date() }}, true)
),

roles as (
    select distinct coalesce(owners.role, 'unknown') as role
    from leads
    inner join owners
        on leads.owner_id = owners.owner_id
    where
        leads.registered_on > cast({{ dbt.dateadd('day', -365, as_of_date()) }} as date)
),

records as (
    select
        owner_id,
        count(*) filter (where is_decided) as decided_leads,
        count(*) filter (where is_decided and is_won) as won_leads,
        count(*) filter (where is_open) as open_leads
    from leads
    group by owner_id
),

-- A deal of an open lead is the same work.
deals as (
    select
        open_deals.owner_id,
        count(*) as open_deals
    from open_deals
    left join leads
        on
            open_deals.lead_id = leads.lead_id
            and leads.is_open
    where leads.lead_id is null
    group by open_deals.owner_id
),

-- DECISIONS.md, "Who can be given a lead".
final as (
    select
        owners.owner_id,
        owners.team,
        coalesce(records.decided_leads, 0) as decided_leads,
        coalesce(records.won_leads, 0) as won_leads,
        coalesce(records.open_leads, 0) as open_leads,
        coalesce(deals.open_deals, 0) as open_deals,
        cast(
            coalesce(records.open_leads, 0) + coalesce(deals.open_deals, 0) as double
        ) / {{ var('max_open_leads_per_rep') }} as load_share
    from owners
    inner join roles
        on coalesce(owners.role, 'unknown') = roles.role
    left join records
        on owners.owner_id = records.owner_id
    left join deals
        on owners.owner_id = deals.owner_id
    where
        coalesce(owners.started_on <= {{ as_of_date() }}, true)
        and coalesce(owners.ended_on > {{ as_of_date() }}, true)
)

select * from final
