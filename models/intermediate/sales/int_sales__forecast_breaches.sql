with deals as (
    select * from {{ ref('int_sales__deals') }}
),

rules as (
    select * from {{ ref('int_sales__rules') }}
    where rule = 'forecast_not_collected'
),

accounts as (
    select * from {{ ref('int_revenue__accounts') }}
),

renewal_windows as (
    select * from {{ ref('int_customers__renewal_windows') }}
),

renewal_intents as (
    select
        account_id,
        {{ to_reporting_date('coalesce(contacted_at, completed_at)') }} as told_on
    from {{ ref('stg_success__task_outcomes') }}
    where
        renewal_intent in ('yes', 'no')
        and {{ to_reporting_date('coalesce(contacted_at, completed_at)') }} <= {{ as_of_date() }}
),

categories_in_use as (
    select count(*) as deals
    from deals
    where forecast_category is not null
),

-- DECISIONS.md, "A forecast that was not collected": a category has no date.
without_category as (
    select
        deals.opportunity_id,
        'forecast_category' as detail,
        deals.opportunity_type,
        deals.created_on as asked_on,
        cast(null as date) as resolved_on
    from deals
    inner join categories_in_use
        on categories_in_use.deals > 0
    where
        deals.outcome = 'open'
        and deals.forecast_category is null
),

without_date as (
    select
        opportunity_id,
        'expected_close_date' as detail,
        opportunity_type,
        case
            when expected_close_date is null then created_on
            else cast({{ dbt.dateadd('day', 1, 'expected_close_date') }} as date)
        end as asked_on,
        closed_on as resolved_on
    from deals
    where
        expected_close_date is not null
        or outcome = 'open'
),

of_deals as (
    select * from without_category
    union all
    select * from without_date
),

-- DECISIONS.md, "What is not recorded is no breach": asked from the first intent that was told.
recorded as (
    select min(told_on) as recorded_from
    from renewal_intents
),

renewals as (
    select
        renewal_windows.account_id,
        renewal_windows.term_end,
        rules.rule,
        rules.severity,
        greatest(
            cast({{ dbt.dateadd(
                'hour', '-rules.limit_hours', 'cast(renewal_windows.term_end as timestamp)'
            ) }} as date),
            renewal_windows.from_date
        ) as since,
        min(renewal_intents.told_on) as told_on,
        case
            when renewal_windows.to_date <= {{ as_of_date() }} then renewal_windows.to_date
        end as window_ended_on
    from renewal_windows
    cross join recorded
    inner join accounts
        on renewal_windows.account_id = accounts.account_id
    inner join rules
        on
            rules.applies_to = 'account'
            and accounts.size_band = rules.segment
    left join renewal_intents
        on
            renewal_windows.account_id = renewal_intents.account_id
            and renewal_windows.from_date <= renewal_intents.told_on
            and renewal_windows.to_date > renewal_intents.told_on
    where
        renewal_windows.to_date > renewal_windows.from_date
        and renewal_windows.term_end > recorded.recorded_from
    group by
        renewal_windows.account_id,
        renewal_windows.term_end,
        renewal_windows.from_date,
        renewal_windows.to_date,
        rules.rule,
        rules.severity,
        rules.limit_hours
),

breaches as (
    select
        rules.rule,
        'opportunity' as subject_type,
        of_deals.opportunity_id as subject_id,
        of_deals.detail,
        rules.severity,
        cast({{ dbt.dateadd(
            'hour', 'rules.limit_hours', 'cast(of_deals.asked_on as timestamp)'
        ) }} as date) as since,
        of_deals.resolved_on
    from of_deals
    inner join rules
        on
            rules.applies_to = 'opportunity'
            and of_deals.opportunity_type = rules.segment
    union all
    select
        rule,
        'account' as subject_type,
        account_id as subject_id,
        'renewal_intent' as detail,
        severity,
        since,
        coalesce(told_on, window_ended_on) as resolved_on
    from renewals
    where
        told_on is null
        or told_on > since
),

final as (
    select
        rule,
        subject_type,
        subject_id,
        detail,
        severity,
        since,
        resolved_on
    from breaches
    where
        resolved_on is null
        or resolved_on >= since
)

select * from final
