with steps as (
    select * from {{ ref('int_growth__path_steps') }}
    where step_number = 1
),

condition_values as (
    select * from {{ ref('int_growth__condition_values') }}
),

weeks as (
    select
        offer,
        week_end,
        condition,
        {{ rate('sum(is_met)', 'count(*)') }} as share_met
    from condition_values
    group by offer, week_end, condition
),

-- The last week end before the day: what the account did on it is not asked.
final as (
    select
        steps.account_id,
        steps.stepped_on,
        steps.kind,
        steps.from_offer,
        steps.to_offer,
        condition_values.condition,
        condition_values.is_met,
        weeks.share_met
    from steps
    inner join condition_values
        on
            steps.account_id = condition_values.account_id
            and steps.at_offer = condition_values.offer
            and condition_values.week_end
            = cast({{ dbt.dateadd('day', -7, week_end('steps.stepped_on')) }} as date)
    inner join weeks
        on
            condition_values.offer = weeks.offer
            and condition_values.week_end = weeks.week_end
            and condition_values.condition = weeks.condition
)

select * from final
