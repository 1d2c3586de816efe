-- What each account may use: the seats of its main item and the API calls of its plan, as spans that
-- never overlap. Of two subscriptions at once, the one with more seats counts.
create or replace table story.limits as
with main_items as (
    select
        account_no,
        subscription_no,
        seats,
        case family
            when 'free' then 100 when 'starter' then 500 when 'team' then 2000
            when 'business' then 10000 when 'api' then 20000
        end as api_calls,
        valid_from,
        valid_to,
    from story.item_versions
    where item_no = 1 and valid_from < getvariable('cutoff')
),

instants as (
    select account_no, valid_from as instant from main_items
    union
    select account_no, valid_to from main_items where valid_to < getvariable('cutoff')
),

spans as (
    select
        account_no,
        instant as from_at,
        lead(instant) over (
            partition by account_no
            order by instant
        ) as to_at,
    from instants
),

held as (
    select
        spans.account_no,
        spans.from_at,
        spans.to_at,
        max_by(
            struct_pack(seats, api_calls), struct_pack(seats, subscription_no)
        ) as limits,
    from spans
    inner join main_items
        on main_items.account_no = spans.account_no
        and main_items.valid_from <= spans.from_at
        and spans.from_at < coalesce(main_items.valid_to, timestamp '9999-01-01')
    group by all
)

select account_no, 'seats' as entitlement, limits.seats as limit_amount, from_at, to_at
from held
union all
select account_no, 'api_calls', limits.api_calls, from_at, to_at
from held;

-- Spans that follow each other with the same limit are one.
create or replace table raw.entitlements as
with compared as (
    select
        *,
        lag(to_at) over spans_of_limit is distinct from from_at
        or lag(limit_amount) over spans_of_limit is distinct from limit_amount as is_change,
    from story.limits
    window spans_of_limit as (
        partition by account_no, entitlement
        order by from_at
    )
),

numbered as (
    select
        *,
        sum(is_change::int) over (
            partition by account_no, entitlement
            order by from_at
        ) as span_no,
    from compared
)

select
    account_key(account_no) as account_id,
    entitlement,
    any_value(limit_amount)::decimal(20, 6) as limit_amount,
    min(from_at) as valid_from,
    if(bool_or(to_at is null), null, max(to_at)) as valid_to,
from numbered
group by account_no, entitlement, span_no;
