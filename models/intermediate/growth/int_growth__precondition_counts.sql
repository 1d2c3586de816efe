with judging_days as (
    select * from {{ ref('int_growth__judging_days') }}
),

step_conditions as (
    select * from {{ ref('int_growth__step_conditions') }}
),

condition_values as (
    select * from {{ ref('int_growth__condition_values') }}
),

first_measured as (
    select
        offer,
        condition,
        account_id,
        min(week_end) as measured_since
    from condition_values
    group by offer, condition, account_id

    union all

    select
        'any plan' as offer,
        condition,
        account_id,
        min(week_end) as measured_since
    from condition_values
    group by condition, account_id
),

compared as (
    select
        judging_days.judged_on,
        first_measured.offer,
        first_measured.condition,
        count(*) as accounts
    from judging_days
    inner join first_measured
        on judging_days.judged_on > first_measured.measured_since
    group by judging_days.judged_on, first_measured.offer, first_measured.condition
),

upgraders as (
    select
        judging_days.judged_on,
        judging_days.is_newest,
        step_conditions.kind,
        step_conditions.from_offer,
        step_conditions.to_offer,
        step_conditions.condition,
        count(*) as upgraders,
        cast(sum(step_conditions.is_met) as bigint) as upgraders_met,
        {{ rounded('avg(step_conditions.share_met)', 9) }} as share_of_compared
    from judging_days
    inner join step_conditions
        on judging_days.judged_on > step_conditions.stepped_on
    group by
        judging_days.judged_on,
        judging_days.is_newest,
        step_conditions.kind,
        step_conditions.from_offer,
        step_conditions.to_offer,
        step_conditions.condition
),

final as (
    select
        upgraders.judged_on,
        upgraders.is_newest,
        upgraders.kind,
        upgraders.from_offer,
        upgraders.to_offer,
        upgraders.condition,
        upgraders.upgraders,
        upgraders.upgraders_met,
        {{ rate('upgraders.upgraders_met', 'upgraders.upgraders') }} as share_of_upgraders,
        compared.accounts as compared_accounts,
        upgraders.share_of_compared
    from upgraders
    inner join compared
        on
            upgraders.judged_on = compared.judged_on
            and upgraders.from_offer = compared.offer
            and upgraders.condition = compared.condition
)

select * from final
