with leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

rules as (
    select * from {{ ref('task_rules') }}
    where kind = 'lead_follow_up'
),

ends as (
    select
        leads.*,
        rules.reason,
        least(
            coalesce({{ to_reporting_date('leads.first_contacted_at') }}, {{ forever() }}),
            coalesce(leads.converted_on, {{ forever() }}),
            coalesce(leads.opportunity_created_on, {{ forever() }}),
            coalesce(leads.became_customer_on, {{ forever() }}),
            cast({{ dbt.dateadd('day', 'rules.lasts_days', 'leads.registered_on') }} as date),
            -- A lead that was given up has no day on which it was.
            case
                when leads.is_disqualified
                    then cast({{ dbt.dateadd('day', 1, 'leads.registered_on') }} as date)
                else {{ forever() }}
            end
        ) as ended_on
    from leads
    inner join rules
        on rules.reason = 'not_contacted'
),

final as (
    select
        reason,
        lead_id,
        owner_id,
        registered_on as began_on,
        ended_on,
        registered_on as seen_on,
        ended_on as quiet_from
    from ends
    where registered_on < ended_on
)

select * from final
