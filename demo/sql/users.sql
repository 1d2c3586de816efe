-- The people who use the product. The second user of an account is its admin and its champion. Planted:
-- who buys more seats has given nine of ten to somebody eight weeks before; a few fill theirs and buy
-- none.
create or replace table story.seat_purchases as
with versions as (
    select
        account_no,
        valid_from as bought_at,
        seats,
        lead(valid_from) over (
            partition by account_no
            order by valid_from, step_no
        ) as next_at,
    from story.item_versions
    inner join story.accounts using (account_no)
    where
        item_no = 1
        and valid_from < getvariable('cutoff')
        and (
            story in ('growing', 'trial_converted')
            or (
                (starts_with(story, 'steady') or starts_with(story, 'coupon'))
                and dice(account_no, 'fills seats') < 0.06
            )
        )
)

select
    *,
    story in ('growing', 'trial_converted') as is_growing,
    ceil(0.92 * seats)::int as seats_given,
    -- The last ones are filled at leisure.
    if(
        next_at is null,
        240,
        greatest(5, date_diff('day', bought_at, next_at) - 58)
    ) as days_to_fill,
from versions
inner join story.accounts using (account_no);

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
        seats_given is not null as fills_seats,
        if(
            fills_seats,
            greatest(usual_users, least(240, seats_given)),
            least(60, usual_users)
        ) as users,
    from sizes
    left join (
        select account_no, max(seats_given) as seats_given
        from story.seat_purchases
        group by account_no
    ) as purchases using (account_no)
),

listed as (
    select *, account_no::bigint * 256 + unnest(range(1, users + 1)) as user_no
    from with_users
),

seats_bought as (
    select
        listed.user_no,
        min(bought_at) as seat_at,
        min_by(days_to_fill, bought_at) as days_to_fill,
    from listed
    inner join story.seat_purchases using (account_no)
    where user_no % 256 <= seats_given
    group by listed.user_no
),

joined as (
    select
        *,
        least(
            coalesce(seat_at, first_at) + to_days(
                case
                    when user_no % 256 <= 2 then 0
                    when fills_seats
                        then between_whole(0, coalesce(days_to_fill, 30), dice(user_no, 'joins'))
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
    least(1, if(fills_seats, 1.5, 1) * usual_users / users) as presence,
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
