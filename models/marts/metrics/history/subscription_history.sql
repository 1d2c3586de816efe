with versions as (
    select * from {{ ref('int_history__subscription_versions') }}
    where seen_on <= {{ as_of_date() }}
),

with_next as (
    select
        *,
        lead(seen_on) over (
            partition by subscription_id
            order by version_number
        ) as next_seen_on
    from versions
),

final as (
    select
        subscription_id,
        version_number,
        seen_on as valid_from,
        coalesce(next_seen_on, {{ forever() }}) as valid_to,
        next_seen_on is null as is_current,
        is_deleted,
        customer_id,
        account_id,
        status,
        collection_method,
        started_at,
        trial_started_at,
        trial_ended_at,
        cancel_requested_at,
        cancels_at,
        ended_at,
        past_due_since,
        paused_at,
        resumes_at
    from with_next
)

select * from final
