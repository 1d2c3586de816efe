with versions as (
    select * from {{ ref('int_history__item_versions') }}
    where seen_on <= {{ as_of_date() }}
),

with_next as (
    select
        *,
        lead(seen_on) over (
            partition by subscription_item_id, valid_from
            order by version_number
        ) as next_seen_on
    from versions
),

final as (
    select
        subscription_item_id,
        valid_from as item_valid_from,
        version_number,
        seen_on as valid_from,
        coalesce(next_seen_on, {{ forever() }}) as valid_to,
        next_seen_on is null as is_current,
        is_deleted,
        subscription_id,
        account_id,
        plan_id,
        quantity,
        unit_amount,
        valid_to as item_valid_to
    from with_next
)

select * from final
