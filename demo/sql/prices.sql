-- What every item costs at given instants (story.instants: account_no, instant), by looking at
-- which version, state and coupons hold at that instant. An instant is inside a half-open interval
-- when from <= instant < to.
create or replace table story.priced as
with states as (
    select
        instants.account_no,
        instants.instant,
        spells.subscription_no,
        spells.state,
    from story.instants
    inner join story.spells
        on spells.account_no = instants.account_no
        and spells.from_at <= instants.instant
        and instants.instant < coalesce(spells.to_at, timestamp '9999-01-01')
    where spells.state in ('trialing', 'active', 'past_due')
),

items as (
    select
        states.*,
        customer_no,
        item_no,
        seats,
        plan_id,
        family,
        currency,
        months,
        period_price,
        if(family = 'api', 0, period_price / months) as monthly_price,
    from states
    inner join story.item_versions as versions
        on versions.account_no = states.account_no
        and versions.subscription_no = states.subscription_no
        and versions.valid_from <= states.instant
        and states.instant < coalesce(versions.valid_to, timestamp '9999-01-01')
    inner join story.subscriptions
        on subscriptions.account_no = states.account_no
        and subscriptions.subscription_no = states.subscription_no
),

coupons as (
    select
        items.account_no,
        items.instant,
        items.subscription_no,
        items.item_no,
        discounts.scope,
        discounts.duration,
        discounts.percent_off,
        if(discounts.currency = items.currency, discounts.amount_off, null)::double as amount_off,
    from items
    inner join story.discounts
        on discounts.account_no = items.account_no
        and discounts.started_at <= items.instant
        and items.instant < coalesce(discounts.ended_at, timestamp '9999-01-01')
        and case discounts.scope
            when 'item' then
                discounts.subscription_no = items.subscription_no and items.item_no = 1
            when 'subscription' then discounts.subscription_no = items.subscription_no
            else discounts.customer_no = items.customer_no
        end
),

totals as (
    select
        account_no,
        instant,
        subscription_no,
        item_no,
        product(1 - coalesce(percent_off, 0) / 100) as all_left,
        product(1 - coalesce(percent_off, 0) / 100) filter (duration != 'once') as recurring_left,
        sum(amount_off) filter (scope = 'item') as item_amount,
        sum(amount_off) filter (scope = 'subscription') as subscription_amount,
        sum(amount_off) filter (scope = 'customer') as customer_amount,
        sum(amount_off) filter (scope = 'item' and duration != 'once') as recurring_item,
        sum(amount_off) filter (scope = 'subscription' and duration != 'once')
            as recurring_subscription,
        sum(amount_off) filter (scope = 'customer' and duration != 'once') as recurring_customer,
    from coupons
    group by account_no, instant, subscription_no, item_no
),

-- Amounts are shared by the monthly price that the percentages leave.
after_percentages as (
    select
        items.*,
        totals.* exclude (account_no, instant, subscription_no, item_no),
        monthly_price * coalesce(recurring_left, 1) as recurring_price,
        monthly_price * coalesce(all_left, 1) as full_price,
    from items
    left join totals using (account_no, instant, subscription_no, item_no)
),

shared as (
    select
        *,
        recurring_price / nullif(sum(recurring_price) over of_subscription, 0)
            as subscription_share,
        recurring_price / nullif(sum(recurring_price) over of_customer, 0) as customer_share,
    from after_percentages
    window
        of_subscription as (partition by account_no, instant, subscription_no),
        of_customer as (partition by account_no, instant, customer_no, currency)
),

reduced as (
    select
        *,
        (
            coalesce(recurring_item, 0)
            + coalesce(recurring_subscription * subscription_share, 0)
            + coalesce(recurring_customer * customer_share, 0)
        ) / months as recurring_amount,
        (
            coalesce(item_amount, 0)
            + coalesce(subscription_amount * subscription_share, 0)
            + coalesce(customer_amount * customer_share, 0)
        ) / months as full_amount,
    from shared
)

select
    account_no,
    instant,
    subscription_no,
    item_no,
    state,
    plan_id,
    family,
    currency,
    seats,
    period_price,
    round(monthly_price, 10)::decimal(28, 10) as gross,
    round(greatest(0, recurring_price - recurring_amount), 10)::decimal(28, 10) as net,
    -- What the coupons take off an invoice of one period, those for a single period included.
    round(months * (monthly_price - greatest(0, full_price - full_amount)), 2)::decimal(18, 4)
        as invoice_discount,
from reduced;
