-- Support tickets: more of them in the weeks before an account leaves, above all when support or a
-- missing feature is why.
create or replace table story.tickets as
with service as (
    select
        account_no,
        min(from_at)::date as first_on,
        least(max(coalesce(to_at, getvariable('cutoff'))), getvariable('cutoff'))::date as last_on,
    from story.spells
    where state != 'canceled' and from_at < getvariable('cutoff')
    group by account_no
),

weeks as (
    select
        account_no,
        last_on,
        unnest(generate_series(first_on::timestamp, last_on::timestamp, interval 7 days))::date
            as week_on,
    from service
),

troubled as (
    select
        weeks.*,
        (weeks.account_no::bigint * 10000 + (week_on - date '2000-01-01')) * 4 as week_no,
        case
            when departures.cause in ('support', 'missing_feature') then 5
            when departures.cause is not null then 2.5
        end as trouble,
    from weeks
    left join story.departures
        on departures.account_no = weeks.account_no
        and weeks.week_on >= departures.left_on - 63
        and weeks.week_on <= departures.left_on
),

opened as (
    select
        account_no,
        week_no + ticket_no as ticket_key,
        trouble,
        week_on::timestamp
        + to_seconds(between_whole(0, 7 * 86400 - 1, dice(week_no + ticket_no, 'opened')))
            as created_at,
    from troubled
    cross join (values (1), (2), (3)) as tickets (ticket_no)
    where dice(week_no + ticket_no, 'ticket') < 0.025 * coalesce(trouble, 1)
)

select
    opened.*,
    not is_internal and dice(ticket_key, 'no account') < 0.04 as is_tied_by_address,
    between_whole(1, 3, dice(ticket_key, 'who')) as requester_no,
    opened.created_at + to_minutes(between_whole(5, 2000, pow(dice(ticket_key, 'reply'), 2)))
        as replied_at,
    opened.created_at + to_minutes(between_whole(2100, 14000, dice(ticket_key, 'solved'))) as solved_at,
    solved_at + to_minutes(between_whole(10, 2000, pow(dice(ticket_key, 'rated'), 2))) as rated_at,
    if(
        rated_at < getvariable('cutoff') and dice(ticket_key, 'rates') < 0.35,
        between_whole(1, if(trouble is null, 5, 3), pow(dice(ticket_key, 'score'), 0.5)),
        null
    ) as csat_score,
from opened
inner join story.accounts using (account_no)
where opened.created_at < getvariable('cutoff');

create or replace table raw.tickets as
with described as (
    select
        'tic_' || to_base(ticket_key, 36).lower() as ticket_id,
        -- Planted: some are known by their requester's address alone.
        if(is_tied_by_address, null, account_key(account_no)) as account_id,
        printf('user%d@company%06d.example', requester_no, account_no) as requester_email,
        pick(['how_to', 'how_to', 'bug', 'bug', 'billing', 'integration', 'outage'],
            dice(ticket_key, 'category')) as category,
        pick(['low', 'normal', 'normal', 'high', 'urgent'], dice(ticket_key, 'priority'))
            as priority,
        if(
            solved_at < getvariable('cutoff'),
            'solved',
            if(replied_at < getvariable('cutoff'), 'pending', 'open')
        ) as status,
        pick(['email', 'chat', 'web', 'phone'], pow(dice(ticket_key, 'channel'), 1.6)) as channel,
        created_at,
        if(replied_at < getvariable('cutoff'), replied_at, null) as first_replied_at,
        if(solved_at < getvariable('cutoff'), solved_at, null) as solved_at,
        if(dice(ticket_key, 'reopen') < if(trouble is null, 0.06, 0.2), 1, 0) as reopen_count,
        csat_score,
    from story.tickets
),

-- Planted: some rows delivered twice.
numbered as (
    select
        *,
        row_number() over (order by hash(ticket_id, getvariable('seed')), ticket_id) as place,
    from described
)

select numbered.* exclude (place)
from numbered
cross join (values (1), (2)) as copies (copy_no)
where copy_no = 1 or place % 83 = 7;
