{{ config(enabled=uses_connector('ravenstack')) }}

with accounts as (
    select * from {{ source('ravenstack', 'ravenstack_accounts') }}
),

subscriptions as (
    select * from {{ source('ravenstack', 'ravenstack_subscriptions') }}
),

feature_usage as (
    select * from {{ source('ravenstack', 'ravenstack_feature_usage') }}
),

churn_events as (
    select * from {{ source('ravenstack', 'ravenstack_churn_events') }}
),

usage_with_subscriptions as (
    select
        feature_usage.usage_date,
        subscriptions.start_date,
        subscriptions.end_date
    from feature_usage
    inner join subscriptions
        on feature_usage.subscription_id = subscriptions.subscription_id
),

accounts_with_open_subscriptions as (
    select distinct account_id
    from subscriptions
    where end_date is null
),

accounts_with_churn_events as (
    select distinct account_id
    from churn_events
),

ends as (
    select distinct
        account_id,
        end_date
    from subscriptions
    where end_date is not null
),

observed as (
    select
        'usage_before_its_subscription' as observation,
        'ravenstack_feature_usage' as table_name,
        'Usage rows dated before their own subscription starts.' as description,
        count(*) filter (where usage_date < start_date) as rows_observed,
        count(*) as rows_checked
    from usage_with_subscriptions

    union all

    select
        'usage_after_its_subscription' as observation,
        'ravenstack_feature_usage' as table_name,
        'Usage rows dated after the day on which their own subscription ended.' as description,
        count(*) filter (where usage_date > end_date) as rows_observed,
        count(*) as rows_checked
    from usage_with_subscriptions

    union all

    select
        'churn_flag_against_subscriptions' as observation,
        'ravenstack_accounts' as table_name,
        'Accounts said to have left with open subscriptions, or to be there without.'
            as description,
        count(*) filter (
            where accounts.churn_flag = (accounts_with_open_subscriptions.account_id is not null)
        ) as rows_observed,
        count(*) as rows_checked
    from accounts
    left join accounts_with_open_subscriptions
        on accounts.account_id = accounts_with_open_subscriptions.account_id

    union all

    select
        'churn_flag_against_churn_events' as observation,
        'ravenstack_accounts' as table_name,
        'Accounts said to have left without a churn event, or to be there with one.'
            as description,
        count(*) filter (
            where accounts.churn_flag = (accounts_with_churn_events.account_id is null)
        ) as rows_observed,
        count(*) as rows_checked
    from accounts
    left join accounts_with_churn_events
        on accounts.account_id = accounts_with_churn_events.account_id

    union all

    select
        'churn_events_on_an_end' as observation,
        'ravenstack_churn_events' as table_name,
        'Churn events on a day on which a subscription of the account ended.' as description,
        count(ends.account_id) as rows_observed,
        count(*) as rows_checked
    from churn_events
    left join ends
        on
            churn_events.account_id = ends.account_id
            and churn_events.churn_date = ends.end_date

    union all

    select
        'subscriptions_of_no_length' as observation,
        'ravenstack_subscriptions' as table_name,
        'Subscriptions that ended on the day of their start: they never count.' as description,
        count(*) filter (where end_date = start_date) as rows_observed,
        count(*) as rows_checked
    from subscriptions

    union all

    select
        'trials_without_an_end' as observation,
        'ravenstack_subscriptions' as table_name,
        'Trials that are still open; the vendor gives a trial no length.' as description,
        count(*) filter (where is_trial and end_date is null) as rows_observed,
        count(*) filter (where is_trial) as rows_checked
    from subscriptions
),

final as (
    select
        observation,
        table_name,
        description,
        cast(rows_observed as bigint) as rows_observed,
        cast(rows_checked as bigint) as rows_checked,
        cast(rows_observed as double) / nullif(rows_checked, 0) as share
    from observed
)

select * from final
