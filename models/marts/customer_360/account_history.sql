with versions as (
    select * from {{ ref('int_history__account_versions') }}
    where seen_on <= {{ as_of_date() }}
),

with_next as (
    select
        *,
        lead(seen_on) over (
            partition by account_id
            order by version_number
        ) as next_seen_on
    from versions
),

final as (
    select
        account_id,
        version_number,
        seen_on as valid_from,
        coalesce(next_seen_on, {{ forever() }}) as valid_to,
        next_seen_on is null as is_current,
        is_deleted,
        account_name,
        domain,
        industry,
        industry_rank,
        employee_count,
        country,
        parent_account_id,
        owner_id,
        created_at
    from with_next
)

select * from final
