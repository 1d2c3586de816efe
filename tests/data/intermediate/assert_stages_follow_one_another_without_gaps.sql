-- If this fails, an account is in two stages on one day, or in none after its first.
with stages as (
    select
        account_id,
        valid_from,
        valid_to,
        lead(valid_from) over (
            partition by account_id
            order by valid_from
        ) as next_from
    from {{ ref('int_customers__stage_intervals') }}
)

select *
from stages
where valid_to <> coalesce(next_from, {{ forever() }})
