-- One account's page, from the published copy: who it is, how it does and why, what it should be
-- asked about; the pages show the same, and all events, as drawings. Set the account first:
-- set variable account = 'acc_00042';
with page as (
    select 1 as part, 'account' as section, key as item, value as says
    from (
        unpivot (
            select
                account_name, customer_tier, lifecycle_stage, plan_tier,
                cast(became_customer_on as varchar) as customer_since,
                cast(round(mrr, 2) as varchar) as mrr,
                cast(renewal_date as varchar) as renews_on,
                cast(round(health_score) as varchar) || ' (' || health_band || ')' as health,
                cast(round(fatigue_score) as varchar) as fatigue,
                cast(last_active_on as varchar) as last_active_on
            from customer_360.customers
            where account_id = getvariable('account')
        ) on columns(*) into name key value value
    )

    union all
    select 2, 'health, points given', key, cast(round(value, 1) as varchar)
    from (
        unpivot (
            select
                active_days_points, breadth_points, seat_use_points, usage_trend_points,
                tickets_per_10_seats_points, nps_points, csat_points, days_payment_failing_points
            from customer_360.health_scores
            where account_id = getvariable('account')
            qualify week_end = max(week_end) over ()
        ) on columns(*) into name key value value
    )

    union all
    select
        3, 'change of health', unnest(['in 4 weeks', 'in 12 weeks']),
        cast(round(unnest([health_change_4_weeks, health_change_12_weeks]), 1) as varchar)
    from customer_360.health_scores
    where account_id = getvariable('account')
    qualify week_end = max(week_end) over ()

    union all
    select
        4, 'open signals', signal_name,
        'since ' || began_on || ', right in ' || round(100 * signal_precision) || ' of 100'
    from customer_360.account_signals
    where account_id = getvariable('account') and is_open

    union all
    select
        5, 'saturation', entitlement,
        round(100 * saturation) || ' %' || coalesce(', full on ' || reaches_limit_on, '')
    from customer_360.entitlement_saturation
    where account_id = getvariable('account')
    qualify week_end = max(week_end) over ()

    union all
    select 6, 'life so far', lifecycle_stage, 'from ' || valid_from
    from customer_360.lifecycle_stages
    where account_id = getvariable('account')

    union all
    select 7, 'abandoned features', feature, 'last used on ' || last_used_on
    from customer_360.account_features
    where account_id = getvariable('account') and is_abandoned
)

select section, item, says from page order by part, says
