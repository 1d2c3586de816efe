with judging_days as (
    select * from {{ ref('int_growth__judging_days') }}
),

steps as (
    select * from {{ ref('int_growth__path_steps') }}
),

stays as (
    select * from {{ ref('int_growth__stays') }}
),

first_stays as (
    select
        account_id,
        offer,
        min(from_date) as first_there_on
    from stays
    group by account_id, offer

    union all

    select
        account_id,
        'any plan' as offer,
        min(from_date) as first_there_on
    from stays
    group by account_id
),

accounts_there as (
    select
        judging_days.judged_on,
        first_stays.offer,
        count(*) as accounts
    from judging_days
    inner join first_stays
        on judging_days.judged_on > first_stays.first_there_on
    group by judging_days.judged_on, first_stays.offer
),

taken as (
    select
        judging_days.judged_on,
        judging_days.is_newest,
        steps.kind,
        steps.from_offer,
        steps.to_offer,
        max(steps.from_plan_tier) as from_plan_tier,
        max(steps.to_plan_tier) as to_plan_tier,
        count(*) as steps,
        count(*) filter (where steps.step_number = 1) as accounts,
        cast(
            percentile_cont(0.5) within group (
                order by case when steps.step_number = 1 then steps.days_at_from end
            ) as double
        ) as median_days_at_from,
        {{ double_as_money(
            'percentile_cont(0.5) within group (order by cast(steps.mrr_gained as double))'
        ) }} as median_mrr_gained,
        cast(
            percentile_cont(0.5) within group (order by steps.relative_gain) as double
        ) as median_relative_gain,
        {{ as_money('sum(steps.mrr_gained)') }} as mrr_gained
    from judging_days
    inner join steps
        on judging_days.judged_on > steps.stepped_on
    group by
        judging_days.judged_on,
        judging_days.is_newest,
        steps.kind,
        steps.from_offer,
        steps.to_offer
),

final as (
    select
        taken.judged_on,
        taken.is_newest,
        taken.kind,
        taken.from_offer,
        taken.to_offer,
        taken.from_plan_tier,
        taken.to_plan_tier,
        taken.accounts,
        accounts_there.accounts as accounts_at_from,
        {{ rate('taken.accounts', 'accounts_there.accounts') }} as share_of_accounts,
        taken.steps,
        taken.median_days_at_from,
        taken.median_mrr_gained,
        taken.median_relative_gain,
        taken.mrr_gained
    from taken
    left join accounts_there
        on
            taken.judged_on = accounts_there.judged_on
            and taken.from_offer = accounts_there.offer
)

select * from final
