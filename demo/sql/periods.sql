-- Billing periods. A change of interval starts a new count.
create or replace table story.periods as
with main_items as (
    select
        item_versions.*,
        billing is distinct from lag(billing) over versions_of_subscription as is_change,
    from story.item_versions
    where item_no = 1
    window versions_of_subscription as (
        partition by account_no, subscription_no
        order by step_no
    )
),

numbered as (
    select
        *,
        sum(is_change::int) over (
            partition by account_no, subscription_no
            order by step_no
        ) as stretch_no,
    from main_items
),

stretches as (
    select
        account_no,
        subscription_no,
        any_value(billing_interval) as billing_interval,
        any_value(interval_count) as interval_count,
        any_value(months) as months,
        min(valid_from) as first_from,
        if(bool_or(valid_to is null), null, max(valid_to)) as last_to,
    from numbered
    group by account_no, subscription_no, stretch_no
),

anchored as (
    select
        stretches.*,
        greatest(first_from, coalesce(convert_at, end_at, first_from)) as anchor_at,
        least(coalesce(last_to, getvariable('cutoff')), getvariable('cutoff')) as stop_at,
    from stretches
    inner join (
        select
            account_no,
            subscription_no,
            convert_at,
            if(trial_at is not null and convert_at is null, end_at, null) as end_at,
        from story.subscriptions
    ) using (account_no, subscription_no)
),

counted as (
    select
        *,
        unnest(range(0, 2 + (date_diff('day', anchor_at, stop_at) / (29 * months))::int))
            as period_no,
    from anchored
    where anchor_at < stop_at
),

dated as (
    select
        *,
        case billing_interval
            when 'week' then anchor_at + to_days(7 * interval_count * period_no)
            when 'month' then anchor_at + to_months(interval_count * period_no)
            else anchor_at + to_months(12 * interval_count * period_no)
        end as period_started_at,
        case billing_interval
            when 'week' then anchor_at + to_days(7 * interval_count * (period_no + 1))
            when 'month' then anchor_at + to_months(interval_count * (period_no + 1))
            else anchor_at + to_months(12 * interval_count * (period_no + 1))
        end as period_ended_at,
    from counted
)

select
    account_no,
    subscription_no,
    period_no,
    period_started_at,
    period_ended_at,
from dated
where period_started_at < stop_at;
