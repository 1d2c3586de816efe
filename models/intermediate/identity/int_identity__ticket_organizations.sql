with tickets as (
    select * from {{ ref('stg_support__tickets') }}
    where {{ to_reporting_date('created_at') }} <= {{ as_of_date() }}
),

public_mail_domains as (
    select * from {{ ref('public_mail_domains') }}
),

-- DECISIONS.md, "What is tied": a ticket that names no account is of its requester's company.
final as (
    select
        tickets.ticket_id,
        tickets.account_id,
        tickets.requester_email,
        {{ mail_domain('tickets.requester_email') }} as domain,
        coalesce(
            tickets.account_id,
            case
                when public_mail_domains.domain is null
                    then {{ mail_domain('tickets.requester_email') }}
            end
        ) as organization_id
    from tickets
    left join public_mail_domains
        on {{ mail_domain('tickets.requester_email') }} = public_mail_domains.domain
)

select * from final
