with leads as (
    select * from {{ ref('stg_crm__leads') }}
    where
        coalesce({{ to_reporting_date('registered_at') }}, {{ as_of_date() }}) <= {{ as_of_date() }}
),

deals as (
    select * from {{ ref('int_crm__lead_deals') }}
),

leads_with_accounts as (
    select
        leads.*,
        case
            when
                coalesce(
                    {{ to_reporting_date('leads.converted_at') }},
                    {{ to_reporting_date('leads.registered_at') }},
                    {{ as_of_date() }}
                ) <= {{ as_of_date() }}
                then leads.converted_account_id
        end as known_account_id,
        deals.account_id as deal_account_id
    from leads
    left join deals
        on leads.lead_id = deals.lead_id
),

-- DECISIONS.md, "Which evidence ties": what it was converted to, else what its first deal names.
final as (
    select
        lead_id,
        coalesce(known_account_id, deal_account_id) as account_key,
        case when known_account_id is null then 'opportunity' else 'account_id' end as key_rule,
        company_name,
        country,
        company_domain,
        email
    from leads_with_accounts
)

select * from final
