with lead_outcomes as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

first_spells as (
    select * from {{ ref('int_revenue__customer_spells') }}
    where spell_number = 1
),

deals as (
    select * from {{ ref('stg_crm__opportunities') }}
    where {{ to_reporting_date('closed_at') }} <= {{ as_of_date() }}
),

compared as (
    select
        lead_outcomes.*,
        cast(
            {{ dbt.dateadd('day', var('lead_outcome_days'), 'lead_outcomes.registered_on') }}
            as date
        ) as known_on,
        lead_outcomes.account_id is null
        or (
            lead_outcomes.is_first_of_account
            and (first_spells.account_id is null or lead_outcomes.became_customer_on is not null)
        ) as is_new_business,
        deals.opportunity_id is not null as is_deal_closed
    from lead_outcomes
    left join first_spells
        on lead_outcomes.account_id = first_spells.account_id
    left join deals
        on lead_outcomes.opportunity_id = deals.opportunity_id
),

-- DECISIONS.md, "A won lead is a customer within 60 days", "Which leads are open".
final as (
    select
        lead_id,
        account_id,
        owner_id,
        team,
        channel,
        contact_method,
        industry,
        size_band,
        country,
        registered_at,
        registered_on,
        trial_started_on,
        case
            when converted_on < opportunity_created_on or opportunity_created_on is null
                then converted_on
            else opportunity_created_on
        end as account_known_on,
        became_customer_on,
        is_new_business,
        known_on,
        is_new_business and known_on <= {{ as_of_date() }} as is_decided,
        is_new_business and coalesce(became_customer_on <= known_on, false) as is_won,
        is_new_business
        and became_customer_on is null
        and not is_disqualified
        and not is_deal_closed
        and registered_on
        > cast({{ dbt.dateadd('day', -var('lead_open_days'), as_of_date()) }} as date) as is_open
    from compared
)

select * from final
