with prospects as (
    select * from {{ ref('int_targets__accounts') }}
    where not was_ever_customer
),

attribute_lifts as (
    select * from {{ ref('int_targets__attribute_lifts') }}
),

warm_ways as (
    select * from {{ ref('int_targets__warm_ways') }}
),

contacts as (
    select * from {{ ref('stg_crm__contacts') }}
    where coalesce({{ to_reporting_date('created_at') }} <= {{ as_of_date() }}, true)
),

open_deals as (
    select distinct account_id
    from {{ ref('stg_crm__opportunities') }}
    where
        {{ to_reporting_date('created_at') }} <= {{ as_of_date() }}
        and coalesce({{ to_reporting_date('closed_at') }} > {{ as_of_date() }}, true)
),

ways as (
    select
        account_id,
        count(*) as related_customers,
        {{ joined_in_order("concat(relationship, ' ', related_account_id)", 'way_number') }}
            as related_companies
    from (
        select
            *,
            row_number() over (partition by account_id order by related_account_id) as way_number
        from warm_ways
    ) as numbered_ways
    group by account_id
),

numbered_contacts as (
    select
        *,
        row_number() over (
            partition by account_id
            order by is_decision_maker desc, created_at desc nulls last, contact_id asc
        ) as contact_number
    from contacts
),

-- Whom to speak to first, without a name: the CRM knows it by the id.
key_contacts as (
    select
        account_id,
        count(*) as contacts,
        {{ joined_in_order('contact_id', 'contact_number') }} as key_contact_ids,
        {{ joined_in_order("coalesce(job_title, 'unknown')", 'contact_number') }}
            as key_contact_titles
    from numbered_contacts
    where contact_number <= 3
    group by account_id
),

-- DECISIONS.md, "What a target is like": attributes are taken for independent.
final as (
    select
        prospects.account_id,
        prospects.account_name,
        prospects.owner_id,
        prospects.industry,
        prospects.size_band,
        prospects.country,
        industries.lift as industry_lift,
        size_bands.lift as size_band_lift,
        countries.lift as country_lift,
        {{ rounded('industries.lift * size_bands.lift * countries.lift', 6) }} as fit,
        industries.best_customers,
        open_deals.account_id is not null as has_open_deal,
        coalesce(ways.related_customers, 0) as related_customers,
        ways.related_companies,
        coalesce(key_contacts.contacts, 0) as key_contacts,
        key_contacts.key_contact_ids,
        key_contacts.key_contact_titles,
        cast(
            row_number() over (
                order by
                    {{ rounded('industries.lift * size_bands.lift * countries.lift', 6) }} desc,
                    coalesce(ways.related_customers, 0) desc,
                    prospects.account_id asc
            ) as bigint
        ) as target_rank
    from prospects
    inner join attribute_lifts as industries
        on
            prospects.industry = industries.level
            and industries.attribute = 'industry'
    inner join attribute_lifts as size_bands
        on
            prospects.size_band = size_bands.level
            and size_bands.attribute = 'size_band'
    inner join attribute_lifts as countries
        on
            prospects.country = countries.level
            and countries.attribute = 'country'
    left join open_deals
        on prospects.account_id = open_deals.account_id
    left join ways
        on prospects.account_id = ways.account_id
    left join key_contacts
        on prospects.account_id = key_contacts.account_id
)

select * from final
