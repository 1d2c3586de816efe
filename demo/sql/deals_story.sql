-- Deals: new ones from leads, expansions from the growth of accounts, renewals of yearly terms; those
-- that were lost, and those that are open. Amounts are a year's value in the account's currency.
create or replace table story.new_deals as
with timed as (
    select
        lead_no * 8 as deal_no,
        account_no,
        lead_no,
        is_converted,
        is_prospect,
        is_slow,
        owner_no,
        is_converted and deal_state = 'lost' as is_of_trial,
        if(
            is_of_trial and planned_trial_at + interval 14 days >= getvariable('cutoff'),
            'open', deal_state
        ) as state,
        first_year,
        seats,
        -- Planted: nobody talks to some for five weeks in the middle.
        not is_converted
        and state = 'lost'
        and age > 130
        and dice(lead_no, 'silent') < 0.1 as is_silent,
        -- Planted: deals of the slow seller take twice as long.
        if(
            is_slow,
            between_whole(32, 50, dice(lead_no, 'deal days')),
            between_whole(10, 28, dice(lead_no, 'deal days'))
        )
        + if(is_silent, 38, 0) as planned_days,
        first_contacted_at + interval 3 hours as earliest_at,
        if(is_of_trial, planned_trial_at + interval 14 days, customer_at) as ends_at,
    from story.leads
    inner join story.owners using (seller_no)
    where deal_state is not null and first_contacted_at < getvariable('cutoff') - interval 1 day
)

select
    deal_no,
    'new' as deal_type,
    lead_no,
    case
        when is_converted then account_key(account_no)
        when is_prospect then prospect_key(lead_no)
    end as account_id,
    owner_no,
    state,
    planned_days,
    is_silent,
    case
        when state != 'open' and is_converted
            then greatest(earliest_at, ends_at - to_days(planned_days))
        else earliest_at + to_days(between_whole(0, 3, dice(deal_no, 'opened')))
    end::timestamp as planned_at,
    least(planned_at, getvariable('cutoff') - interval 1 hour) as created_at,
    case
        when state = 'open' then null
        when is_converted then ends_at
        else created_at + to_days(planned_days) + to_hours(
            between_whole(0, 8, dice(deal_no, 'lost'))
        )
    end as closed_at,
    coalesce(
        if(is_converted, first_year.amount, null),
        12 * round(seats * (12 + 8 * dice(deal_no, 'offer')), 2)
    )::decimal(18, 4) as amount,
    if(is_converted, coalesce(first_year.currency, 'USD'), 'USD') as currency,
from timed;

create or replace table story.account_deals as
with versions as (
    select
        versions.*,
        12 * period_price / months
        - lag(12 * period_price / months) over of_subscription as more,
        lag(currency) over of_subscription = currency as is_same_currency,
    from story.item_versions as versions
    where item_no = 1 and family != 'api'
    window of_subscription as (
        partition by account_no, subscription_no
        order by step_no
    )
),

grown as (
    select
        account_no,
        account_no::bigint * 1000 + step_no as event_no,
        'expansion' as deal_type,
        'won' as state,
        valid_from as ends_at,
        between_whole(8, 25, dice(event_no, 'growing')) as planned_days,
        round(more, 2) as amount,
        currency,
    from versions
    inner join story.first_payments using (account_no)
    where
        is_same_currency
        and more > 0
        and valid_from > customer_at + interval 25 days
        and valid_from < getvariable('cutoff')
),

-- What customers were offered and did not want.
refused as (
    select
        account_no,
        account_no::bigint * 1000 + 900 as event_no,
        'expansion',
        'lost',
        customer_at + to_days(
            between_whole(60, 400, dice(event_no, 'offered'))
        ) as ends_at,
        between_whole(10, 28, dice(event_no, 'growing')),
        round(0.3 * first_year.amount, 2),
        first_year.currency,
    from story.first_payments
    where
        dice(account_no, 'offered more') < 0.25
        and account_no not in (select account_no from story.departures)
        and ends_at < getvariable('cutoff')
),

terms as (
    select
        periods.account_no,
        periods.subscription_no,
        periods.period_no,
        periods.period_ended_at,
        subscriptions.end_at,
        item_versions.currency,
        round(12 * item_versions.period_price / item_versions.months, 2) as amount,
    from story.periods
    inner join story.subscriptions using (account_no, subscription_no)
    inner join story.item_versions
        on item_versions.account_no = periods.account_no
        and item_versions.subscription_no = periods.subscription_no
        and item_versions.item_no = 1
        and item_versions.valid_from <= periods.period_started_at
        and periods.period_started_at < coalesce(item_versions.valid_to, timestamp '9999-01-01')
    where
        item_versions.billing = 'year'
        and item_versions.period_price > 0
        and item_versions.family not in ('free', 'api')
),

-- A yearly term that is about to end: renewed, lost, or not yet decided.
renewed as (
    select
        account_no,
        account_no::bigint * 1000 + 950 + 10 * subscription_no + period_no as event_no,
        'renewal',
        case
            when period_ended_at >= getvariable('cutoff') then 'open'
            when end_at <= period_ended_at + interval 1 day then 'lost'
            else 'won'
        end as state,
        period_ended_at as ends_at,
        between_whole(18, 28, dice(event_no, 'renewing')) as planned_days,
        amount,
        currency,
    from terms
    where
        period_ended_at < getvariable('cutoff') + interval 18 days
        and coalesce(end_at, period_ended_at) > period_ended_at - interval 1 day
),

gathered as (
    from grown
    union all
    from refused
    union all
    from renewed
)

select
    event_no * 8 + 7 as deal_no,
    deal_type,
    null::bigint as lead_no,
    account_key(gathered.account_no) as account_id,
    owners.owner_no,
    state,
    planned_days,
    ends_at - to_days(planned_days) as created_at,
    if(state = 'open', null, ends_at) as closed_at,
    amount::decimal(18, 4) as amount,
    gathered.currency,
    ends_at::date as term_ends_on,
from gathered
inner join story.accounts using (account_no)
-- Those who look after customers look after their deals.
inner join story.owners
    on owners.manager_no = between_whole(
        1, getvariable('managers')::int, dice(gathered.account_no, 'manager')
    )
where not is_internal;
