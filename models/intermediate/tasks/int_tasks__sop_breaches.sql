with breaches as (
    select * from {{ ref('int_sales__breaches') }}
),

deals as (
    select * from {{ ref('int_sales__deals') }}
),

leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

-- DECISIONS.md, "A task keeps its id": of breaches only those whose days are recorded.
of_subjects as (
    select
        breaches.rule as reason,
        case breaches.subject_type
            when 'account' then breaches.subject_id
            when 'opportunity' then deals.account_id
        end as account_id,
        case
            when breaches.subject_type = 'lead' then breaches.subject_id
            when deals.account_id is null then deals.lead_id
        end as lead_id,
        coalesce(nullif(deals.owner_id, 'unknown'), leads.owner_id) as owner_id,
        breaches.since as began_on,
        coalesce(breaches.resolved_on, {{ forever() }}) as ended_on,
        deals.amount,
        breaches.detail
    from breaches
    left join deals
        on
            breaches.subject_type = 'opportunity'
            and breaches.subject_id = deals.opportunity_id
    left join leads
        on
            breaches.subject_type = 'lead'
            and breaches.subject_id = leads.lead_id
    where breaches.rule not in ('missing_fields', 'forecast_not_collected')
),

final as (
    select
        reason,
        account_id,
        lead_id,
        owner_id,
        began_on,
        ended_on,
        began_on as seen_on,
        ended_on as quiet_from,
        {{ double_as_money('cast(amount as double) / 12') }} as value_mrr,
        detail
    from of_subjects
    where
        began_on < ended_on
        and coalesce(account_id, lead_id) is not null
)

select * from final
