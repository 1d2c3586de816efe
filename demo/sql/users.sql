-- The people who use the product. The second user of an account is its admin and its champion. An
-- account that grows gives nearly every seat to somebody soon after it has bought it.
create or replace table story.users as
with sizes as (
    select
        account_no,
        max(seats) as seats,
        min(valid_from) as first_at,
        1 + floor(0.8 * sqrt(max(seats)))::int as usual_users,
    from story.item_versions
    where valid_from < getvariable('cutoff')
    group by account_no
),

with_users as (
    select
        sizes.*,
        story = 'growing' as fills_seats,
        if(
            fills_seats,
            greatest(usual_users, least(120, floor(0.95 * seats)::int)),
            least(60, usual_users)
        ) as users,
    from sizes
    inner join story.accounts using (account_no)
),

listed as (
    select *, account_no::bigint * 256 + unnest(range(1, users + 1)) as user_no
    from with_users
),

seats_bought as (
    select
        listed.user_no,
        min(valid_from) as seat_at,
    from listed
    inner join story.item_versions using (account_no)
    where fills_seats and user_no % 256 <= floor(0.95 * item_versions.seats)
    group by listed.user_no
),

joined as (
    select
        *,
        least(
            coalesce(seat_at, first_at) + to_days(
                case
                    when user_no % 256 <= 2 then 0
                    when fills_seats then between_whole(0, 30, dice(user_no, 'joins'))
                    else between_whole(0, 150, dice(user_no, 'joins'))
                end
            ),
            getvariable('cutoff') - interval 2 hours
        ) as created_at,
    from listed
    left join seats_bought using (user_no)
)

select
    account_no,
    user_no,
    to_base(user_no, 36, 5).lower() as user_code,
    created_at,
    user_no % 256 = 2 as is_champion,
    -- Who only fills a seat is there less often.
    least(1, usual_users / users) as presence,
    case
        when user_no % 256 > 2 and not fills_seats and dice(user_no, 'leaves') < 0.12
            then created_at + to_days(between_whole(30, 400, dice(user_no, 'left')))
    end as planned_deactivation,
    if(planned_deactivation < getvariable('cutoff'), planned_deactivation, null) as deactivated_at,
from joined;

create or replace table raw.product_users as
select
    'u' || user_code as user_id,
    account_key(account_no) as account_id,
    printf('user%d@company%06d.example', user_no % 256, account_no) as email,
    case user_no % 256 when 1 then 'owner' when 2 then 'admin' else 'member' end as role,
    created_at,
    deactivated_at,
from story.users;
