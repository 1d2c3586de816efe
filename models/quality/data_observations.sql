with accounts as (
    select * from {{ ref('stg_crm__accounts') }}
),

subscriptions as (
    select * from {{ ref('int_billing__subscriptions') }}
),

tickets as (
    select * from {{ ref('stg_support__tickets') }}
),

usage_days as (
    select * from {{ ref('int_usage__account_event_days') }}
),

customer_accounts as (
    select * from {{ ref('int_crm__customer_accounts') }}
),

workspaces as (
    select * from {{ ref('int_usage__workspaces') }}
),

item_discounts as (
    select * from {{ ref('int_billing__item_discounts') }}
),

item_currencies as (
    select distinct
        subscription_item_id,
        currency
    from {{ ref('int_billing__item_versions') }}
),

subscribed_spans as (
    select
        account_id,
        min(started_on) as first_started_on,
        max(ended_on) as last_ended_on
    from subscriptions
    group by account_id
),

usage_with_spans as (
    select
        usage_days.events,
        usage_days.event_date < subscribed_spans.first_started_on as is_before,
        usage_days.event_date >= subscribed_spans.last_ended_on as is_after
    from usage_days
    left join workspaces
        on usage_days.account_id = workspaces.workspace_id
    inner join subscribed_spans
        on
            coalesce(workspaces.account_id, usage_days.account_id)
            = subscribed_spans.account_id
),

open_subscriptions_by_account as (
    select
        account_id,
        count(*) as subscriptions
    from subscriptions
    where ended_on > {{ as_of_date() }}
    group by account_id
),

observed as (
    select
        'tickets_before_sign_up' as observation,
        'support.tickets' as table_name,
        'Tickets opened on a day before their account signed up.' as description,
        count(*) filter (
            where cast(tickets.created_at as date) < cast(accounts.created_at as date)
        ) as rows_observed,
        count(*) as rows_checked
    from tickets
    inner join accounts
        on tickets.account_id = accounts.account_id

    union all

    select
        'tickets_without_score' as observation,
        'support.tickets' as table_name,
        'Tickets without a satisfaction score.' as description,
        count(*) filter (where csat_score is null) as rows_observed,
        count(*) as rows_checked
    from tickets

    union all

    select
        'usage_before_first_subscription' as observation,
        'usage.usage_events' as table_name,
        'Events dated before the first subscription of their account starts.' as description,
        sum(case when is_before then events else 0 end) as rows_observed,
        sum(events) as rows_checked
    from usage_with_spans

    union all

    select
        'usage_after_last_subscription' as observation,
        'usage.usage_events' as table_name,
        'Events dated after the last subscription of their account ended.' as description,
        sum(case when is_after then events else 0 end) as rows_observed,
        sum(events) as rows_checked
    from usage_with_spans

    union all

    select
        'accounts_with_several_subscriptions' as observation,
        'billing.subscriptions' as table_name,
        'Accounts with several open subscriptions at once; open ones per account on average: '
        || coalesce(
            cast(cast(avg(cast(subscriptions as double)) as decimal(10, 1)) as string), 'none'
        ) as description,
        count(*) filter (where subscriptions > 1) as rows_observed,
        count(*) as rows_checked
    from open_subscriptions_by_account

    union all

    select
        'subscriptions_without_account' as observation,
        'billing.subscriptions' as table_name,
        'Subscriptions of an account that the CRM does not know.' as description,
        count(*) filter (where accounts.account_id is null) as rows_observed,
        count(*) as rows_checked
    from subscriptions
    left join accounts
        on subscriptions.account_id = accounts.account_id
    where (select count(all_accounts.account_id) from accounts as all_accounts) > 0

    union all

    select
        'accounts_in_a_circle_of_parents' as observation,
        'crm.accounts' as table_name,
        'Accounts whose parents form a circle: each stands for itself.' as description,
        count(*) filter (where is_in_circle) as rows_observed,
        count(*) as rows_checked
    from customer_accounts

    union all

    select
        'amounts_off_in_another_currency' as observation,
        'billing.discounts' as table_name,
        'Items with an amount off in another currency than theirs: it takes nothing off.'
            as description,
        count(*) filter (where item_discounts.currency <> item_currencies.currency)
            as rows_observed,
        count(*) as rows_checked
    from item_discounts
    inner join item_currencies
        on item_discounts.subscription_item_id = item_currencies.subscription_item_id
    where item_discounts.amount_off is not null

    union all

    select
        observation,
        table_name,
        description,
        rows_observed,
        rows_checked
    from {{ ref('int_reasons__observations') }}
    {%- for connector in [
        'ravenstack', 'stripe', 'segment', 'zendesk', 'hubspot', 'salesforce', 'google_ads'
    ]
        if uses_connector(connector) %}

    union all

    select
        observation,
        table_name,
        description,
        rows_observed,
        rows_checked
    from {{ ref(connector ~ '__observations') }}
    {%- endfor %}
),

final as (
    select
        observation,
        table_name,
        description,
        cast(coalesce(rows_observed, 0) as bigint) as rows_observed,
        cast(coalesce(rows_checked, 0) as bigint) as rows_checked,
        cast(rows_observed as double) / nullif(rows_checked, 0) as share
    from observed
)

select * from final
