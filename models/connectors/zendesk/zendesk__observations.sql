{{ config(enabled=uses_connector('zendesk')) }}

with tickets as (
    select * from {{ source('zendesk', 'zendesk_ticket') }}
),

kept_tickets as (
    select
        tickets.*,
        coalesce(tickets.organization_id, requesters.organization_id) as any_organization_id,
        lower(tickets.status) in ('solved', 'closed') as is_done
    from tickets
    left join {{ source('zendesk', 'zendesk_user') }} as requesters
        on tickets.requester_id = requesters.id
    where lower(tickets.status) <> 'deleted'
),

organizations as (
    select * from {{ source('zendesk', 'zendesk_organization') }}
),

solved_tickets as (
    select distinct ticket_id
    from {{ ref('zendesk__status_changes') }}
    where is_solve
),

commented_tickets as (
    select distinct ticket_id
    from {{ source('zendesk', 'zendesk_ticket_comment') }}
),

late_tables as (
    {{ late_tables('zendesk', ['ticket', 'ticket_field_history', 'ticket_comment']) }}
),

final as (
    select
        'zendesk_deleted_tickets' as observation,
        'zendesk_ticket' as table_name,
        'Tickets that were deleted: they are left out.' as description,
        count(*) filter (where lower(status) = 'deleted') as rows_observed,
        count(*) as rows_checked
    from tickets

    union all

    select
        'zendesk_tickets_without_organization' as observation,
        'zendesk_ticket' as table_name,
        'Tickets whose requester belongs to no organization: no account has them.' as description,
        count(*) filter (where any_organization_id is null) as rows_observed,
        count(*) as rows_checked
    from kept_tickets

    union all

    select
        'zendesk_organizations_without_external_id' as observation,
        'zendesk_organization' as table_name,
        'Organizations without an external id: their own id stands for the account.'
            as description,
        count(*) filter (where nullif(trim(external_id), '') is null) as rows_observed,
        count(*) as rows_checked
    from organizations

    union all

    select
        'zendesk_solved_without_history' as observation,
        'zendesk_ticket_field_history' as table_name,
        'Solved tickets whose solution the history lacks: dated by their last change, if any.'
            as description,
        count(*) filter (where solved_tickets.ticket_id is null) as rows_observed,
        count(*) as rows_checked
    from kept_tickets
    left join solved_tickets
        on kept_tickets.id = solved_tickets.ticket_id
    where kept_tickets.is_done

    union all

    select
        'zendesk_tickets_without_comments' as observation,
        'zendesk_ticket_comment' as table_name,
        'Tickets of which no comment was loaded: nobody seems to have replied.' as description,
        count(*) filter (where commented_tickets.ticket_id is null) as rows_observed,
        count(*) as rows_checked
    from kept_tickets
    left join commented_tickets
        on kept_tickets.id = commented_tickets.ticket_id

    union all

    select
        'zendesk_tables_a_day_behind' as observation,
        'zendesk_ticket' as table_name,
        'Tables of Zendesk that were loaded more than a day before the newest of them.'
            as description,
        count(*) filter (where is_late) as rows_observed,
        count(*) as rows_checked
    from late_tables
)

select * from final
