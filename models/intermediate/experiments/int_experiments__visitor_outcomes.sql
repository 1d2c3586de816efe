with units as (
    select * from {{ ref('int_experiments__units') }}
    where standing = 'compared'
),

plans as (
    select * from {{ ref('int_experiments__plans') }}
    where unit = 'visitor'
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

lead_outcomes as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

visitors as (
    select units.*
    from units
    inner join plans
        on units.experiment_id = plans.experiment_id
),

-- DECISIONS.md, "What an experiment counts": a lead with several devices counts with one of them.
numbered as (
    select
        visitors.*,
        lead_outcomes.registered_at,
        lead_outcomes.registered_on,
        lead_outcomes.became_customer_on,
        lead_outcomes.first_mrr,
        row_number() over (
            partition by visitors.experiment_id, lead_outcomes.lead_id
            order by
                case when visitors.exposed_at <= lead_outcomes.registered_at then 0 else 1 end asc,
                visitors.exposed_at desc,
                visitors.unit_id asc
        ) as visitor_number
    from visitors
    inner join visitor_leads
        on visitors.unit_id = visitor_leads.visitor_id
    inner join lead_outcomes
        on visitor_leads.lead_id = lead_outcomes.lead_id
),

final as (
    select
        experiment_id,
        unit_id,
        exposed_at <= registered_at and registered_on <= matures_on as has_registered,
        coalesce(became_customer_on between exposed_on and matures_on, false)
            as has_become_customer,
        case
            when became_customer_on between exposed_on and matures_on
                then coalesce({{ as_money('first_mrr') }}, 0)
            else {{ as_money('0') }}
        end as revenue
    from numbered
    where visitor_number = 1
)

select * from final
