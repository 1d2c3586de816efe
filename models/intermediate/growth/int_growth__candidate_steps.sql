with customer_weeks as (
    select
        *,
        cast({{ dbt.date_trunc('month', 'week_end') }} as date) as judged_on
    from {{ ref('int_growth__customer_weeks') }}
),

journeys as (
    select * from {{ ref('int_growth__journeys') }}
    where accounts >= {{ var('upgrade_journey_minimum') }}
),

preconditions as (
    select * from {{ ref('int_growth__preconditions') }}
    where is_usual
),

condition_values as (
    select * from {{ ref('int_growth__condition_values') }}
),

condition_names as (
    select * from {{ ref('int_growth__condition_names') }}
),

held_offers as (
    select * from {{ ref('int_growth__held_offers') }}
),

-- DECISIONS.md, "Which step is next": by what was known of the paths when the month began.
possible as (
    select
        customer_weeks.account_id,
        customer_weeks.week_end,
        customer_weeks.judged_on,
        journeys.kind,
        journeys.from_offer,
        journeys.to_offer,
        journeys.share_of_accounts,
        journeys.median_relative_gain
    from customer_weeks
    inner join journeys
        on
            customer_weeks.judged_on = journeys.judged_on
            and journeys.from_offer
            = case when journeys.kind = 'module' then 'any plan' else customer_weeks.offer end
    left join held_offers
        on
            customer_weeks.account_id = held_offers.account_id
            and customer_weeks.week_end = held_offers.week_end
            and journeys.to_offer = held_offers.offer
    where
        journeys.kind = 'seats'
        or held_offers.account_id is null
),

asked as (
    select
        possible.account_id,
        possible.week_end,
        possible.kind,
        possible.to_offer,
        preconditions.condition,
        preconditions.lift,
        preconditions.share_of_upgraders,
        preconditions.share_of_compared,
        condition_values.is_met = 1 as is_met,
        condition_names.condition_name,
        row_number() over (
            partition by
                possible.account_id, possible.week_end, possible.kind, possible.to_offer
            order by preconditions.lift_low desc, preconditions.condition asc
        ) as place
    from possible
    inner join preconditions
        on
            possible.judged_on = preconditions.judged_on
            and possible.kind = preconditions.kind
            and possible.from_offer = preconditions.from_offer
            and possible.to_offer = preconditions.to_offer
    inner join condition_names
        on preconditions.condition = condition_names.condition
    left join condition_values
        on
            possible.account_id = condition_values.account_id
            and possible.week_end = condition_values.week_end
            and preconditions.condition = condition_values.condition
),

-- What the clearest precondition says: so many times as often where it is met, or as rarely.
answered as (
    select
        account_id,
        week_end,
        kind,
        to_offer,
        count(*) as preconditions,
        count(*) filter (where is_met) as preconditions_met,
        max(
            case
                when place = 1 and is_met then lift
                when place = 1 and not is_met
                    then (1 - share_of_upgraders) / nullif(1 - share_of_compared, 0)
            end
        ) as odds_factor,
        nullif(
            {{ joined_in_order('case when is_met then condition_name end', 'place') }}, ''
        ) as met_names
    from asked
    group by account_id, week_end, kind, to_offer
),

final as (
    select
        possible.account_id,
        possible.week_end,
        possible.kind,
        possible.to_offer,
        possible.share_of_accounts,
        possible.median_relative_gain,
        coalesce(answered.preconditions, 0) as preconditions,
        coalesce(answered.preconditions_met, 0) as preconditions_met,
        answered.met_names,
        {{ rounded('possible.share_of_accounts * coalesce(answered.odds_factor, 1)', 9) }}
            as likeliness
    from possible
    left join answered
        on
            possible.account_id = answered.account_id
            and possible.week_end = answered.week_end
            and possible.kind = answered.kind
            and possible.to_offer = answered.to_offer
)

select * from final
