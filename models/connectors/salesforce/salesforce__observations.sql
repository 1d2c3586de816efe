{{ config(enabled=uses_connector('salesforce')) }}

with records as (
    {% for record_type in ['account', 'contact', 'lead', 'opportunity'] %}
    select
        '{{ record_type }}' as record_type,
        id as record_id,
        coalesce(is_deleted, false) as is_deleted
    from {{ source('salesforce', 'salesforce_' ~ record_type) }}
    where coalesce(_fivetran_active, true)
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

merged_records as (
    select * from {{ ref('salesforce__merges') }}
),

raw_opportunities as (
    select * from {{ source('salesforce', 'salesforce_opportunity') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
),

raw_accounts as (
    select * from {{ source('salesforce', 'salesforce_account') }}
    where coalesce(_fivetran_active, true)
),

history as (
    select distinct coalesce(opportunity_id, id) as opportunity_id
    from {{ source('salesforce', 'salesforce_opportunity_history') }}

    union distinct

    select distinct opportunity_id
    from {{ source('salesforce', 'salesforce_opportunity_field_history') }}
    where field = 'StageName'
),

opportunities as (
    select * from {{ ref('salesforce__opportunities') }}
),

accounts as (
    select * from {{ ref('salesforce__accounts') }}
),

owners as (
    select * from {{ ref('salesforce__owners') }}
),

late_tables as (
    {{ late_tables('salesforce', ['account', 'lead', 'opportunity', 'task', 'event']) }}
),

final as (
    select
        'salesforce_deleted_records' as observation,
        'salesforce_account' as table_name,
        'Accounts, contacts, leads and deals that were deleted: they are left out.' as description,
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
        'salesforce_merged_records' as observation,
        'salesforce_account' as table_name,
        'Accounts, contacts and leads that were merged: what names them counts for the one left.'
            as description,
        (select count(*) from merged_records) as rows_observed,
        count(*) as rows_checked
    from records
    where record_type <> 'opportunity'

    union all

    select
        'salesforce_deals_of_unknown_type' as observation,
        'salesforce_opportunity' as table_name,
        'Deals without a type, or with one that the seed opportunity_types lacks.' as description,
        count(*) filter (where opportunity_type is null) as rows_observed,
        count(*) as rows_checked
    from opportunities

    union all

    select
        'salesforce_amounts_without_currency' as observation,
        'salesforce_opportunity' as table_name,
        'Amounts of an org that names no currency: they count as the reporting currency.'
            as description,
        count(*) filter (where amount is not null and currency is null) as rows_observed,
        count(*) as rows_checked
    from opportunities

    union all

    select
        'salesforce_deals_entered_after_closing' as observation,
        'salesforce_opportunity' as table_name,
        'Deals that closed on a day before they were entered: they count as opened that day.'
            as description,
        count(*) filter (
            where is_closed and cast(close_date as date) < cast(created_date as date)
        ) as rows_observed,
        count(*) as rows_checked
    from raw_opportunities

    union all

    select
        'salesforce_deals_without_history' as observation,
        'salesforce_opportunity_history' as table_name,
        'Deals whose changes of stage were not loaded: at most their present stage is dated.'
            as description,
        count(*) filter (where history.opportunity_id is null) as rows_observed,
        count(*) as rows_checked
    from raw_opportunities
    left join history
        on raw_opportunities.id = history.opportunity_id

    union all

    select
        'salesforce_owners_without_team' as observation,
        'salesforce_user' as table_name,
        'Users without a role and a department: they are in no team.' as description,
        count(*) filter (where team is null) as rows_observed,
        count(*) as rows_checked
    from owners

    union all

    select
        'salesforce_countries_not_known' as observation,
        'salesforce_account' as table_name,
        'Accounts whose country is a text that the seed country_names lacks.' as description,
        count(*) filter (
            where raw_accounts.billing_country is not null and accounts.country is null
        ) as rows_observed,
        count(*) as rows_checked
    from accounts
    inner join raw_accounts
        on accounts.account_id = raw_accounts.id

    union all

    select
        'salesforce_tables_a_day_behind' as observation,
        'salesforce_account' as table_name,
        'Tables of Salesforce that were loaded more than a day before the newest of them.'
            as description,
        count(*) filter (where is_late) as rows_observed,
        count(*) as rows_checked
    from late_tables
)

select * from final
