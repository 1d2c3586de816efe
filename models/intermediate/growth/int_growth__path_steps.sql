with steps as (
    select * from {{ ref('int_growth__steps') }}
),

-- DECISIONS.md, "What an upgrade is": a module from each plan is rare, so one path is from all.
all_paths as (
    select
        account_id,
        stepped_on,
        kind,
        from_offer as at_offer,
        from_offer,
        from_plan_tier,
        to_offer,
        to_plan_tier,
        days_at_from,
        mrr_gained,
        relative_gain
    from steps

    union all

    select
        account_id,
        stepped_on,
        kind,
        from_offer as at_offer,
        'any plan' as from_offer,
        cast(null as {{ dbt.type_string() }}) as from_plan_tier,
        to_offer,
        to_plan_tier,
        days_at_from,
        mrr_gained,
        relative_gain
    from steps
    where kind = 'module'
),

final as (
    select
        *,
        cast(
            row_number() over (
                partition by account_id, kind, from_offer, to_offer
                order by stepped_on
            ) as integer
        ) as step_number
    from all_paths
)

select * from final
