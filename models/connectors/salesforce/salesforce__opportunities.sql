{{ config(enabled=uses_connector('salesforce')) }}

with opportunities as (
    select * from {{ source('salesforce', 'salesforce_opportunity') }}
    where
        coalesce(_fivetran_active, true)
        and not coalesce(is_deleted, false)
),

stage_changes as (
    select * from {{ ref('salesforce__opportunity_stage_changes') }}
),

leads as (
    select * from {{ ref('salesforce__lead_records') }}
    where is_first_of_deal
),

account_merges as (
    select * from {{ ref('salesforce__merges') }}
    where record_type = 'account'
),

opportunity_types as (
    select * from {{ ref('opportunity_types') }}
),

corporate_currency as (
    select max(upper(iso_code)) as currency
    from {{ source('salesforce', 'salesforce_currency_type') }}
    where is_corporate
),

stage_entries as (
    select
        opportunity_id,
        stage,
        max(entered_at) as entered_at
    from stage_changes
    group by opportunity_id, stage
),

closings as (
    select
        opportunities.*,
        {{ vendor_word(
            'coalesce(opportunities.forecast_category_name, opportunities.forecast_category)'
        ) }} as forecast,
        case
            when opportunities.is_closed then {{ deal_closed_at(
                'opportunities.close_date',
                'stage_entries.entered_at',
                'opportunities.created_date'
            ) }}
        end as closed_at
    from opportunities
    left join stage_entries
        on
            opportunities.id = stage_entries.opportunity_id
            and opportunities.stage_name = stage_entries.stage
),

-- DECISIONS.md, "Salesforce": a deal that was entered after it closed was opened on that day.
final as (
    select
        closings.id as opportunity_id,
        coalesce(account_merges.survivor_id, closings.account_id) as account_id,
        leads.id as lead_id,
        closings.owner_id,
        opportunity_types.opportunity_type,
        closings.stage_name as stage,
        closings.amount,
        {% set own_currency = var('salesforce_currency') -%}
        coalesce(
            closings.currency_iso_code,
            corporate_currency.currency
            {%- if own_currency %},
            '{{ own_currency }}'{% endif %}
        ) as currency,
        case closings.forecast
            when 'bestcase' then 'best_case'
            when 'forecast' then 'commit'
            else closings.forecast
        end as forecast_category,
        least(closings.created_date, closings.closed_at) as created_at,
        cast(closings.close_date as date) as expected_close_date,
        closings.closed_at,
        case when closings.is_closed then coalesce(closings.is_won, false) end as is_won,
        case
            when closings.is_closed and not coalesce(closings.is_won, false)
                then closings.loss_reason_c
        end as loss_reason
    from closings
    cross join corporate_currency
    left join leads
        on closings.id = leads.converted_opportunity_id
    left join account_merges
        on closings.account_id = account_merges.record_id
    left join opportunity_types
        on lower(trim(closings.type)) = opportunity_types.value
)

select * from final
