-- Coupons as they are granted. An amount is a share of the main item's price at that moment.
create or replace table story.discounts as
select
    steps.account_no,
    steps.step_no,
    steps.subscription_no,
    coupons.*,
    coalesce(versions.customer_no, 1) as customer_no,
    case
        when not coupons.is_foreign then versions.currency
        when versions.currency = 'USD' then 'EUR'
        else 'USD'
    end as currency,
    round(coupons.amount_share * versions.period_price, 2)::decimal(18, 4) as amount_off,
    steps.happens_at as started_at,
    case
        when coupons.duration = 'once' and versions.billing = 'week'
            then steps.happens_at + interval 7 days
        when coupons.duration = 'once' then steps.happens_at + to_months(versions.months::int)
        else steps.happens_at + to_months(coupons.months)
    end as ended_at,
from story.steps
inner join story.coupons on steps.argument = coupons.code
inner join (
    select item_versions.*, subscriptions.customer_no
    from story.item_versions
    inner join story.subscriptions using (account_no, subscription_no)
    where item_no = 1
) as versions
    on versions.account_no = steps.account_no
    and versions.subscription_no = steps.subscription_no
    and versions.valid_from <= steps.happens_at
    and steps.happens_at < coalesce(versions.valid_to, timestamp '9999-01-01')
where steps.verb = 'coupon';

create or replace table raw.discounts as
select
    printf('dis_%06d_%d', account_no, step_no) as discount_id,
    code as coupon_id,
    if(scope = 'customer', customer_key(account_no, customer_no), null) as customer_id,
    if(scope = 'subscription', subscription_key(account_no, subscription_no), null)
        as subscription_id,
    if(scope = 'item', subscription_key(account_no, subscription_no) || '_item1', null)
        as subscription_item_id,
    percent_off::decimal(9, 4) as percent_off,
    amount_off,
    if(amount_off is null, null, currency) as currency,
    duration,
    started_at,
    ended_at,
from story.discounts
where started_at < getvariable('cutoff');
