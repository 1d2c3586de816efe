{{ config(enabled=uses_connector('zendesk')) }}

with tickets as (
    select * from {{ source('zendesk', 'zendesk_ticket') }}
    where lower(status) <> 'deleted'
),

field_history as (
    select * from {{ source('zendesk', 'zendesk_ticket_field_history') }}
),

comments as (
    select * from {{ source('zendesk', 'zendesk_ticket_comment') }}
),

users as (
    select * from {{ source('zendesk', 'zendesk_user') }}
),

organizations as (
    select * from {{ source('zendesk', 'zendesk_organization') }}
),

ratings as (
    select * from {{ source('zendesk', 'zendesk_satisfaction_rating') }}
),

status_changes as (
    select * from {{ ref('zendesk__status_changes') }}
),

-- DECISIONS.md, "Zendesk": who left the team is an end user now, but once had tickets to answer.
agents as (
    select id as user_id
    from users
    where lower(role) in ('agent', 'admin')

    union distinct

    select assignee_id as user_id
    from tickets

    union distinct

    select value as user_id
    from field_history
    where field_name = 'assignee_id'
),

numbered_comments as (
    select
        *,
        row_number() over (partition by ticket_id order by created, id) as place
    from comments
),

-- A ticket's first comment is its description, also where an agent opened it for somebody.
first_replies as (
    select
        tickets.id as ticket_id,
        min(numbered_comments.created) as first_replied_at
    from numbered_comments
    inner join tickets
        on numbered_comments.ticket_id = tickets.id
    inner join agents
        on numbered_comments.user_id = agents.user_id
    where
        numbered_comments.public
        and numbered_comments.user_id <> coalesce(tickets.requester_id, '')
        and (
            numbered_comments.place > 1
            or numbered_comments.user_id <> coalesce(tickets.submitter_id, '')
        )
    group by tickets.id
),

solves as (
    select
        ticket_id,
        max(changed_at) filter (where is_solve) as solved_at,
        max(changed_at) filter (where is_reopening) as reopened_at,
        count(*) filter (where is_reopening) as reopen_count
    from status_changes
    group by ticket_id
),

scores as (
    select
        ticket_id,
        score,
        coalesce(updated_at, created_at) as scored_at
    from ratings

    union all

    select
        ticket_id,
        value as score,
        updated as scored_at
    from field_history
    where field_name = 'satisfaction_score'
),

scores_by_instant as (
    select
        ticket_id,
        scored_at,
        min(case when lower(score) like 'good%' then 5 else 1 end) as score
    from scores
    where
        lower(score) like 'good%'
        or lower(score) like 'bad%'
    group by ticket_id, scored_at
),

newest_scores as (
    select
        ticket_id,
        {{ newest_of('score', 'scored_at') }} as score
    from scores_by_instant
    group by ticket_id
),

-- DECISIONS.md, "Zendesk": the organization's external id is the account, else its own id.
final as (
    select
        tickets.id as ticket_id,
        coalesce(
            nullif(trim(organizations.external_id), ''),
            tickets.organization_id,
            requesters.organization_id
        ) as account_id,
        requesters.email as requester_email,
        coalesce(nullif(trim(tickets.custom_category), ''), tickets.type) as category,
        case lower(tickets.priority)
            when 'normal' then 'medium'
            else lower(tickets.priority)
        end as priority,
        case lower(tickets.status)
            when 'new' then 'open'
            when 'hold' then 'pending'
            when 'on-hold' then 'pending'
            else lower(tickets.status)
        end as status,
        tickets.via_channel as channel,
        tickets.created_at,
        first_replies.first_replied_at,
        case
            when lower(tickets.status) not in ('solved', 'closed') then null
            when solves.reopened_at > solves.solved_at then tickets.updated_at
            else coalesce(solves.solved_at, tickets.updated_at)
        end as solved_at,
        coalesce(solves.reopen_count, 0) as reopen_count,
        cast(newest_scores.score as double) as csat_score
    from tickets
    left join users as requesters
        on tickets.requester_id = requesters.id
    left join organizations
        on coalesce(tickets.organization_id, requesters.organization_id) = organizations.id
    left join first_replies
        on tickets.id = first_replies.ticket_id
    left join solves
        on tickets.id = solves.ticket_id
    left join newest_scores
        on tickets.id = newest_scores.ticket_id
)

select * from final
