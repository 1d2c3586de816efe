with ticket_organizations as (
    select * from {{ ref('int_identity__ticket_organizations') }}
),

ties as (
    select * from {{ ref('int_identity__ties') }}
    where entity_type = 'support_organization'
),

final as (
    select
        ticket_organizations.ticket_id,
        ties.customer_account_id as account_id,
        coalesce(ties.is_internal, false) as is_internal
    from ticket_organizations
    left join ties
        on ticket_organizations.organization_id = ties.entity_id
)

select * from final
