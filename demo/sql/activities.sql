-- Calls, e-mails and meetings: the first answer to each lead and what follows, a word every few days
-- on each deal, a monthly one with each account.
create or replace table story.touches as
with first_answers as (
    select
        'l' || lead_no as about,
        lead_no * 32 as touch_no,
        owner_no,
        null::varchar as account_id,
        lead_key(lead_no) as lead_id,
        null::varchar as opportunity_id,
        first_contacted_at as occurred_at,
    from story.leads
    inner join story.owners using (seller_no)
    where first_contacted_at is not null
),

-- Who comes to nothing without a deal is asked again a few times.
followed_up as (
    select
        first_answers.* replace (
            touch_no + ask as touch_no,
            first_answers.occurred_at
            + to_hours(70 * ask + between_whole(0, 20, dice(touch_no + ask, 'asked'))) as occurred_at
        ),
    from first_answers
    inner join story.leads on lead_key(leads.lead_no) = first_answers.lead_id
    cross join (values (1), (2), (3)) as asks (ask)
    where deal_state is null and ask <= floor(4 * dice(lead_no, 'asks'))
),

deal_steps as (
    select
        *,
        if(deal_type = 'new', 4, 8) as days_between,
        unnest(
            range(0, 1 + date_diff('hour', created_at, until_at) // (24 * days_between))
        ) as step,
    from story.deals
),

on_deals as (
    select
        'd' || deal_no as about,
        deal_no * 64 + step as touch_no,
        owner_no,
        account_id,
        if(lead_no is null, null, lead_key(lead_no)) as lead_id,
        opportunity_id,
        created_at
        + to_hours(24 * days_between * step)
        + to_minutes(between_whole(5, 1200, dice(touch_no, 'touched'))) as occurred_at,
    from deal_steps
    where
        occurred_at < until_at
        -- Planted: nobody talks to some for five weeks or more.
        and not (is_silent and occurred_at between created_at + interval 2 day
            and created_at + interval 37 day)
),

months as (
    select
        account_no,
        manager_no_of,
        unnest(generate_series(first_at, last_at, interval 30 days)) as month_at,
        unnest(range(0, 1 + date_diff('day', first_at, last_at) // 30)) as month_no,
    from (
        select
            account_no,
            min(from_at) + interval 9 days as first_at,
            least(max(coalesce(to_at, getvariable('cutoff'))), getvariable('cutoff')) as last_at,
            between_whole(1, getvariable('managers')::int, dice(account_no, 'manager'))
                as manager_no_of,
        from story.spells
        inner join story.accounts using (account_no)
        where not is_internal and state != 'canceled' and from_at < getvariable('cutoff')
        group by account_no
    )
    where first_at < last_at
),

with_accounts as (
    select
        'a' || account_no as about,
        account_no::bigint * 4096 + month_no as touch_no,
        owners.owner_no,
        account_key(account_no) as account_id,
        null::varchar as lead_id,
        null::varchar as opportunity_id,
        month_at + to_hours(between_whole(0, 200, dice(touch_no, 'called'))) as occurred_at,
    from months
    inner join story.owners on owners.manager_no = manager_no_of
),

gathered as (
    from first_answers
    union all
    from followed_up
    union all
    from on_deals
    union all
    from with_accounts
)

from gathered
where occurred_at < getvariable('cutoff');

create or replace table raw.activities as
with typed as (
    select
        *,
        case
            when opportunity_id is null and lead_id is not null
                then pick(['call', 'call', 'email'], dice(touch_no, 'type'))
            else pick(
                ['call', 'call', 'email', 'email', 'meeting', 'meeting', 'note', 'task'],
                dice(touch_no, 'type')
            )
        end as activity_type,
    from story.touches
)

select
    printf('act_%s_%d', about, touch_no) as activity_id,
    activity_type,
    occurred_at,
    owner_key(owner_no) as owner_id,
    account_id,
    lead_id,
    opportunity_id,
    case activity_type
        when 'call' then pick(['reached', 'reached', 'no_answer'], dice(touch_no, 'outcome'))
        when 'email' then pick(['sent', 'replied'], dice(touch_no, 'outcome'))
        when 'meeting' then pick(['held', 'held', 'held', 'no_show'], dice(touch_no, 'outcome'))
        when 'task' then 'done'
    end as outcome,
from typed;
