with journeys as (
    select * from {{ ref('int_growth__journeys') }}
    where is_newest
),

preconditions as (
    select * from {{ ref('int_growth__preconditions') }}
    where
        is_newest
        and is_usual
),

condition_names as (
    select * from {{ ref('int_growth__condition_names') }}
),

numbered as (
    select
        preconditions.*,
        condition_names.condition_name,
        row_number() over (
            partition by preconditions.kind, preconditions.from_offer, preconditions.to_offer
            order by preconditions.lift_low desc, preconditions.condition asc
        ) as place
    from preconditions
    inner join condition_names
        on preconditions.condition = condition_names.condition
),

usual as (
    select
        kind,
        from_offer,
        to_offer,
        count(*) as usual_preconditions,
        {{ joined_in_order('condition_name', 'place') }} as usual_precondition_names
    from numbered
    group by kind, from_offer, to_offer
),

final as (
    select
        journeys.kind,
        journeys.from_offer,
        journeys.to_offer,
        journeys.from_plan_tier,
        journeys.to_plan_tier,
        journeys.accounts,
        journeys.accounts_at_from,
        journeys.share_of_accounts,
        journeys.steps,
        journeys.median_days_at_from,
        journeys.median_mrr_gained,
        journeys.mrr_gained,
        journeys.accounts >= {{ var('upgrade_journey_minimum') }} as is_sufficient,
        coalesce(usual.usual_preconditions, 0) as usual_preconditions,
        usual.usual_precondition_names
    from journeys
    left join usual
        on
            journeys.kind = usual.kind
            and journeys.from_offer = usual.from_offer
            and journeys.to_offer = usual.to_offer
)

select * from final
