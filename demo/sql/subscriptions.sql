-- Billing's subscriptions, customers, items and status changes, as they stand at the end.
create or replace table raw.subscriptions as
select
    subscription_key(account_no, subscription_no) as subscription_id,
    customer_key(account_no, customer_no) as customer_id,
    state as status,
    begin_at as started_at,
    trial_at as trial_started_at,
    if(trial_at is null, null, coalesce(convert_at, end_at, trial_at + interval 14 days))
        as trial_ended_at,
    coalesce(periods.period_started_at, trial_at) as current_period_started_at,
    coalesce(
        periods.period_ended_at, coalesce(convert_at, end_at, trial_at + interval 14 days)
    ) as current_period_ended_at,
    case
        when request_at < getvariable('cutoff') then request_at
        when end_at < getvariable('cutoff') then end_at
    end as cancel_requested_at,
    if(request_at < getvariable('cutoff'), end_at, null) as cancels_at,
    if(end_at < getvariable('cutoff'), end_at, null) as ended_at,
    if(state in ('past_due', 'unpaid'), past_due_at, null) as past_due_since,
    if(state = 'paused', since, null) as paused_at,
    if(state = 'paused', until, null) as resumes_at,
    if(dice(account_no, 'collection') < 0.9, 'charge_automatically', 'send_invoice')
        as collection_method,
    greatest(since, begin_at) as updated_at,
from story.subscriptions
inner join story.last_states using (account_no, subscription_no)
left join (
    select
        account_no,
        subscription_no,
        max(period_started_at) as period_started_at,
        max(period_ended_at) as period_ended_at,
    from story.periods
    group by all
) as periods using (account_no, subscription_no);

-- Planted: some customers are tied to their account only by their domain, a few only by name and
-- country, and a few name their account but have the domain of another.
create or replace table story.customers as
select
    account_no,
    customer_no,
    case
        when is_internal then 'account_id'
        when account_no % 25 = 3 then 'account_domain'
        when account_no % 50 = 11 then 'name_and_country'
        else 'account_id'
    end as tied_by,
    not is_internal and account_no % 97 = 17 as has_foreign_domain,
    any_value(item_versions.currency) as currency,
    min(begin_at) as created_at,
from story.subscriptions
inner join story.item_versions using (account_no, subscription_no)
inner join story.accounts using (account_no)
where begin_at < getvariable('cutoff')
group by account_no, customer_no, is_internal;

create or replace table raw.billing_customers as
select
    customer_key(account_no, customer_no) as customer_id,
    if(tied_by = 'account_id', account_key(account_no), null) as account_id,
    if(
        tied_by = 'name_and_country',
        printf('billing%d.%06d@gmail.com', customer_no, account_no),
        printf('billing%d@company%06d.example', customer_no, domain_no)
    ) as email,
    if(
        tied_by = 'name_and_country',
        upper(name_of(account_no, account_no)) || ', INC.',
        printf('Company %06d', account_no)
    ) as customer_name,
    country_of(account_no) as country,
    if(tied_by = 'name_and_country', null, printf('company%06d.example', domain_no)) as domain,
    currency,
    created_at,
    null::timestamp as deleted_at,
from (
    select *, if(has_foreign_domain, account_no - 1, account_no) as domain_no
    from story.customers
);

create or replace table raw.subscription_items as
select
    subscription_key(account_no, subscription_no) || '_item' || item_no as subscription_item_id,
    subscription_key(account_no, subscription_no) as subscription_id,
    plan_id,
    if(family in ('starter', 'free', 'api') and account_no % 3 = 0, null, seats) as quantity,
    unit_amount,
    valid_from,
    if(valid_to < getvariable('cutoff'), valid_to, null) as valid_to,
from story.item_versions
where valid_from < getvariable('cutoff');

-- A fifth of the subscriptions without past spells have no rows: there the subscription's own
-- columns must serve.
create or replace table raw.subscription_status_changes as
select
    subscription_key(account_no, subscription_no) as subscription_id,
    spells.state as status,
    from_at as changed_at,
from story.spells
inner join story.last_states using (account_no, subscription_no)
where
    from_at < getvariable('cutoff')
    and not (
        dice(account_no * 10 + subscription_no, 'silent') < 0.2
        and (
            last_states.spells = 0
            or (last_states.spells = 1 and last_states.state in ('paused', 'past_due'))
        )
    );
