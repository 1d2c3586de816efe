with leads as (
    select * from {{ ref('int_crm__lead_outcomes') }}
),

rules as (
    select * from {{ ref('int_sales__rules') }}
),

-- A note or a task is nothing that a lead notices.
spoken as (
    select
        lead_id,
        min(occurred_at) as first_spoken_at
    from {{ ref('stg_crm__activities') }}
    where
        lead_id is not null
        and activity_type in ('call', 'email', 'meeting')
        and {{ to_reporting_date('occurred_at') }} <= {{ as_of_date() }}
    group by lead_id
),

-- DECISIONS.md, "When a lead has its first reply".
replies as (
    select
        leads.lead_id,
        leads.owner_id,
        leads.team,
        leads.industry,
        leads.size_band,
        leads.channel,
        leads.registered_at,
        leads.registered_on,
        leads.is_disqualified,
        leads.became_customer_on,
        coalesce(leads.first_contacted_at, spoken.first_spoken_at) as first_replied_at
    from leads
    left join spoken
        on leads.lead_id = spoken.lead_id
),

replies_and_limits as (
    select
        replies.lead_id,
        coalesce(replies.owner_id, 'unknown') as owner_id,
        coalesce(replies.team, 'unknown') as team,
        replies.industry,
        replies.size_band,
        replies.registered_on,
        replies.first_replied_at,
        {{ hours_between('replies.registered_at', 'replies.first_replied_at') }} as reply_hours,
        rules.severity,
        cast({{ dbt.dateadd('hour', 'rules.limit_hours', 'replies.registered_at') }} as timestamp)
            as due_at,
        coalesce(
            {{ to_reporting_date('replies.first_replied_at') }}, replies.became_customer_on
        ) as settled_on,
        replies.is_disqualified and replies.first_replied_at is null as is_given_up
    from replies
    left join rules
        on
            rules.rule = 'first_reply_late'
            and replies.channel = rules.segment
),

-- Nothing is said of a lead that was given up, nor of one whose time is not over.
final as (
    select
        *,
        {{ to_reporting_date('due_at') }} as due_on,
        case
            when is_given_up then null
            when first_replied_at is not null then first_replied_at <= due_at
            when settled_on <= {{ to_reporting_date('due_at') }} then true
            when {{ to_reporting_date('due_at') }} <= {{ as_of_date() }} then false
        end as is_in_time
    from replies_and_limits
)

select * from final
