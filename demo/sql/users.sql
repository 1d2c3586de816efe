-- The people who use the product, and what each account is entitled to.
create or replace table story.users as
with sizes as (
    select
        account_no,
        max(seats) as seats,
        min(valid_from) as first_at,
        least(60, 1 + floor(0.8 * sqrt(max(seats)))::int) as users,
    from story.item_versions
    where valid_from < getvariable('cutoff')
    group by account_no
),

listed as (
    select *, account_no::bigint * 64 + unnest(range(1, users + 1)) as user_no
    from sizes
),

joined as (
    select
        *,
        least(
            first_at + to_days(
                if(user_no % 64 <= 2, 0, between_whole(0, 150, dice(user_no, 'joins')))
            ),
            getvariable('cutoff') - interval 2 hours
        ) as created_at,
    from listed
)

select
    account_no,
    user_no,
    to_base(user_no, 36, 5).lower() as user_code,
    created_at,
    case
        when user_no % 64 > 2 and dice(user_no, 'leaves') < 0.12
            then created_at + to_days(between_whole(30, 400, dice(user_no, 'left')))
    end as planned_deactivation,
    if(planned_deactivation < getvariable('cutoff'), planned_deactivation, null) as deactivated_at,
from joined;

create or replace table raw.product_users as
select
    'u' || user_code as user_id,
    account_key(account_no) as account_id,
    printf('user%d@company%06d.example', user_no % 64, account_no) as email,
    case user_no % 64 when 1 then 'owner' when 2 then 'admin' else 'member' end as role,
    created_at,
    deactivated_at,
from story.users;

create or replace table raw.entitlements as
with limits as (
    select
        account_no,
        'seats' as entitlement,
        seats as limit_amount,
        valid_from,
        valid_to,
    from story.item_versions
    where item_no = 1
    union all
    select
        account_no,
        'api_calls' as entitlement,
        case family
            when 'free' then 1000 when 'starter' then 10000 when 'team' then 50000
            when 'business' then 200000 else 1000000
        end as limit_amount,
        valid_from,
        valid_to,
    from story.item_versions
    where item_no = 1
)

select
    account_key(account_no) as account_id,
    entitlement,
    limit_amount,
    valid_from,
    if(valid_to < getvariable('cutoff'), valid_to, null) as valid_to,
from limits
where valid_from < getvariable('cutoff');
