{{ config(enabled=uses_connector('hubspot')) }}

{%- set ids = {'company': 'id', 'contact': 'id', 'deal': 'deal_id'} %}

with records as (
    {% for record_type, id in ids.items() %}
    select
        '{{ record_type }}' as record_type,
        {{ id }} as record_id,
        coalesce(is_deleted, false) or coalesce(_fivetran_deleted, false) as is_deleted
    from {{ source('hubspot', 'hubspot_' ~ record_type) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

merged_records as (
    select * from {{ ref('hubspot__merges') }}
),

deals as (
    select * from {{ ref('hubspot__deals') }}
),

opportunities as (
    select * from {{ ref('hubspot__opportunities') }}
),

contacts as (
    select * from {{ ref('hubspot__contacts') }}
),

leads as (
    select * from {{ ref('hubspot__leads') }}
),

engagements as (
    select * from {{ ref('hubspot__engagements') }}
),

owners as (
    select * from {{ ref('hubspot__owners') }}
),

companies as (
    select * from {{ source('hubspot', 'hubspot_company') }}
),

accounts as (
    select * from {{ ref('hubspot__accounts') }}
),

history as (
    select distinct deal_id
    from {{ source('hubspot', 'hubspot_deal_stage') }}

    union distinct

    select distinct deal_id
    from {{ source('hubspot', 'hubspot_deal_property_history') }}
    where name = 'dealstage'
),

late_tables as (
    {{ late_tables('hubspot', ['company', 'contact', 'deal', 'engagement']) }}
),

final as (
    select
        'hubspot_deleted_records' as observation,
        'hubspot_company' as table_name,
        'Companies, contacts and deals that were deleted: they are left out.' as description,
        count(*) filter (where records.is_deleted and merged_records.record_id is null)
            as rows_observed,
        count(*) as rows_checked
    from records
    left join merged_records
        on
            records.record_type = merged_records.record_type
            and records.record_id = merged_records.record_id

    union all

    select
        'hubspot_merged_records' as observation,
        'hubspot_company' as table_name,
        'Companies, contacts and deals that were merged: what names them counts for the one left.'
            as description,
        (select count(*) from merged_records) as rows_observed,
        count(*) as rows_checked
    from records

    union all

    select
        'hubspot_contacts_that_are_no_leads' as observation,
        'hubspot_contact' as table_name,
        'Contacts without a form, a deal or a stage of a lead: they are contacts alone.'
            as description,
        count(*) filter (where leads.lead_id is null) as rows_observed,
        count(*) as rows_checked
    from contacts
    left join leads
        on contacts.contact_id = leads.lead_id

    union all

    select
        'hubspot_deals_of_unknown_type' as observation,
        'hubspot_deal' as table_name,
        'Deals without a type, or with one that the seed opportunity_types lacks.' as description,
        count(*) filter (where opportunity_type is null) as rows_observed,
        count(*) as rows_checked
    from opportunities

    union all

    select
        'hubspot_amounts_without_currency' as observation,
        'hubspot_deal' as table_name,
        'Amounts of deals that name no currency: they count as the reporting currency.'
            as description,
        count(*) filter (where amount is not null and currency is null) as rows_observed,
        count(*) as rows_checked
    from opportunities

    union all

    select
        'hubspot_deals_entered_after_closing' as observation,
        'hubspot_deal' as table_name,
        'Deals that closed on a day before they were entered: they count as opened that day.'
            as description,
        count(*) filter (
            where is_closed and cast(closing_at as date) < cast(created_at as date)
        ) as rows_observed,
        count(*) as rows_checked
    from deals

    union all

    select
        'hubspot_deals_without_history' as observation,
        'hubspot_deal_stage' as table_name,
        'Deals whose changes of stage were not loaded: at most their present stage is dated.'
            as description,
        count(*) filter (where history.deal_id is null) as rows_observed,
        count(*) as rows_checked
    from deals
    left join history
        on deals.opportunity_id = history.deal_id

    union all

    select
        'hubspot_deals_without_company' as observation,
        'hubspot_deal_company' as table_name,
        'Deals that no company was tied to: no account has them.' as description,
        count(*) filter (where account_id is null) as rows_observed,
        count(*) as rows_checked
    from deals

    union all

    select
        'hubspot_engagements_of_impossible_times' as observation,
        'hubspot_engagement_meeting' as table_name,
        'Engagements dated before 2000, as by a loader that mistook the unit: they have no time.'
            as description,
        count(*) filter (where has_impossible_time) as rows_observed,
        count(*) as rows_checked
    from engagements

    union all

    select
        'hubspot_owners_without_team' as observation,
        'hubspot_owner' as table_name,
        'Owners that are in no team.' as description,
        count(*) filter (where team is null) as rows_observed,
        count(*) as rows_checked
    from owners

    union all

    select
        'hubspot_countries_not_known' as observation,
        'hubspot_company' as table_name,
        'Companies whose country is a text that the seed country_names lacks.' as description,
        count(*) filter (
            where companies.property_country is not null and accounts.country is null
        ) as rows_observed,
        count(*) as rows_checked
    from accounts
    inner join companies
        on accounts.account_id = companies.id

    union all

    select
        'hubspot_tables_a_day_behind' as observation,
        'hubspot_company' as table_name,
        'Tables of HubSpot that were loaded more than a day before the newest of them.'
            as description,
        count(*) filter (where is_late) as rows_observed,
        count(*) as rows_checked
    from late_tables
)

select * from final
