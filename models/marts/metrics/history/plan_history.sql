with versions as (
    select * from {{ ref('int_history__plan_versions') }}
    where seen_on <= {{ as_of_date() }}
),

with_next as (
    select
        *,
        lead(seen_on) over (
            partition by plan_id
            order by version_number
        ) as next_seen_on
    from versions
),

final as (
    select
        plan_id,
        version_number,
        seen_on as valid_from,
        coalesce(next_seen_on, {{ forever() }}) as valid_to,
        next_seen_on is null as is_current,
        is_deleted,
        plan_name,
        product_id,
        product_name,
        plan_tier,
        billing_interval,
        interval_count,
        currency,
        unit_amount,
        pricing_model,
        price_tiers,
        usage_type,
        is_addon,
        is_free
    from with_next
)

select * from final
