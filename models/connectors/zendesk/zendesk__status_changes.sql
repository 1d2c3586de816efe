{{ config(enabled=uses_connector('zendesk')) }}

with field_history as (
    select * from {{ source('zendesk', 'zendesk_ticket_field_history') }}
),

-- A deletion that was taken back is no state of the work.
statuses as (
    select distinct
        ticket_id,
        updated as changed_at,
        lower(value) as status
    from field_history
    where
        field_name = 'status'
        and lower(value) <> 'deleted'
),

beside_previous as (
    select
        ticket_id,
        changed_at,
        status,
        status in ('solved', 'closed') as is_done,
        lag(status in ('solved', 'closed')) over (
            partition by ticket_id order by changed_at, status
        ) as was_done
    from statuses
),

final as (
    select
        ticket_id,
        changed_at,
        status,
        is_done and not coalesce(was_done, false) as is_solve,
        not is_done and coalesce(was_done, false) as is_reopening
    from beside_previous
)

select * from final
