with compared_accounts as (
    select * from {{ ref('int_programs__compared_accounts') }}
),

days as (
    select * from {{ ref('int_programs__days') }}
),

programs as (
    select distinct program from {{ ref('program_events') }}
),

used as (
    select distinct
        compared_accounts.period_type,
        compared_accounts.period_start,
        compared_accounts.account_id,
        days.program
    from compared_accounts
    inner join days
        on
            compared_accounts.account_id = days.account_id
            and compared_accounts.period_start <= days.event_date
            and compared_accounts.period_end >= days.event_date
),

final as (
    select
        compared_accounts.period_type,
        compared_accounts.period_start,
        programs.program,
        compared_accounts.customer_tier,
        compared_accounts.lifecycle_stage,
        compared_accounts.activity_fifth,
        count(used.account_id) as users,
        cast(
            sum(case when used.account_id is not null then compared_accounts.is_retained else 0 end)
            as bigint
        ) as users_retained,
        count(*) - count(used.account_id) as others,
        cast(
            sum(case when used.account_id is null then compared_accounts.is_retained else 0 end)
            as bigint
        ) as others_retained
    from compared_accounts
    cross join programs
    left join used
        on
            compared_accounts.period_type = used.period_type
            and compared_accounts.period_start = used.period_start
            and compared_accounts.account_id = used.account_id
            and programs.program = used.program
    group by
        compared_accounts.period_type,
        compared_accounts.period_start,
        programs.program,
        compared_accounts.customer_tier,
        compared_accounts.lifecycle_stage,
        compared_accounts.activity_fifth
)

select * from final
