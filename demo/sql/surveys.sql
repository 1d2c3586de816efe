-- What customers are asked, and what they say: NPS every quarter (a row per survey sent, without a
-- score where nobody answered), CSAT after tickets, exit surveys and interviews after departures.
create or replace table story.nps as
with quarters as (
    select unnest(generate_series(
        date_trunc('quarter', getvariable('first_day'))::timestamp,
        getvariable('last_day')::timestamp,
        interval 3 months
    )) as quarter_at,
),

sent as (
    select
        users.account_no,
        users.user_code,
        users.user_no * 256 + date_diff('month', date '2000-01-01', quarter_at::date) // 3
            as survey_no,
        quarter_at
        -- More than ninety days lie between two surveys: in the first quarter a day earlier.
        - to_days(if(month(quarter_at) = 1, 1, 0))
        + to_days(10 + between_whole(0, 20, dice(users.account_no, 'survey_day')))
        + to_seconds(between_whole(8 * 3600, 18 * 3600, dice(survey_no, 'answered')))
            as responded_at,
    from quarters
    cross join story.users
    inner join story.accounts on accounts.account_no = users.account_no
    where not accounts.is_internal and users.user_no % 256 <= 2
)

select
    sent.*,
    -- Who will leave of its own will within four months is less content.
    departures.account_no is not null as is_leaving,
    case
        when dice(survey_no, 'answers') >= 0.3 then null
        when is_leaving then pick([0, 2, 3, 4, 5, 5, 6, 6, 7, 7, 8, 9], dice(survey_no, 'nps'))
        else pick([3, 5, 6, 7, 7, 8, 8, 8, 9, 9, 9, 10, 10, 10], dice(survey_no, 'nps'))
    end as score,
from sent
semi join story.spells
    on spells.account_no = sent.account_no
    and spells.state = 'active'
    and spells.from_at + interval 30 days <= sent.responded_at
    and sent.responded_at < coalesce(spells.to_at, timestamp '9999-01-01')
left join story.departures
    on departures.account_no = sent.account_no
    and departures.is_voluntary
    and departures.left_at > sent.responded_at
    and departures.left_at <= sent.responded_at + interval 4 months
where responded_at < getvariable('cutoff');

-- What those who leave write, by cause. Planted: some of it names people.
create or replace table story.farewells as
with words as (
    from (values
        ('price', [
            'Too expensive for what we use.', 'The price went up and our budget did not.',
            'Our budget was cut, we need something cheaper.'
        ]),
        ('disengagement', [
            'Hardly anybody logged in any more.', 'The team went back to spreadsheets.',
            'The team never made a habit of it and went back to spreadsheets.'
        ]),
        ('support', [
            'Support took too long to reply.', 'Our tickets stayed open for weeks.',
            'Support was slow and our tickets were closed unsolved.'
        ]),
        ('missing_feature', [
            'We needed single sign-on.', 'No mobile app and no offline mode.',
            'The integration with our accounting is missing, and so is single sign-on.'
        ]),
        ('competitor', [
            'We moved to a competitor.', 'Another tool has better reports.',
            'Our parent company uses a competitor with better reports.'
        ]),
        ('business_closed', [
            'We are closing the company.', 'The company was sold.',
            'The project ended and the company is closing.'
        ]),
        ('onboarding', [
            'Setup was too hard, we never got started.', 'The import failed during setup.',
            'Nobody had time for the setup, so we never got started.'
        ]),
    ) as words (cause, texts)
)

select
    departures.*,
    account_no * 10 + subscription_no as departure_no,
    first_seats,
    pick(texts, dice(departure_no, 'words'))
    || case
        when dice(departure_no, 'personal') < 0.7 then ''
        when dice(departure_no, 'personal') < 0.8
            then pick([' Ask Kim Rossi.', ' Mara Tran can tell more.'], dice(departure_no, 'who'))
        when dice(departure_no, 'personal') < 0.9
            then printf(' Write to person1@company%06d.example.', account_no)
        else printf(' Call +1 555 01%02d.', between_whole(0, 99, dice(departure_no, 'phone')))
    end as comment,
from story.departures
inner join words using (cause)
inner join story.accounts using (account_no)
where is_voluntary and not is_internal;

create or replace table raw.survey_responses as
with csat as (
    select tickets.*, users.user_code,
    from story.tickets
    left join story.users
        on users.user_no = tickets.account_no::bigint * 256 + requester_no
        and users.created_at <= tickets.created_at
    where csat_score is not null
),

-- Most answer a survey; with some of the larger accounts somebody talks a few weeks later.
left_at_last as (
    select
        'exit' as survey_type,
        *,
        left_at + to_minutes(between_whole(5, 5 * 1440, dice(departure_no, 'exit_day')))
            as responded_at,
        if(dice(departure_no, 'writes') < 0.7, comment, null) as written,
    from story.farewells
    where dice(departure_no, 'exit') < 0.6
    union all
    select
        'interview',
        *,
        left_at + to_minutes(between_whole(7 * 1440, 28 * 1440, dice(departure_no, 'talks'))),
        comment,
    from story.farewells
    where first_seats >= 8 and dice(departure_no, 'interview') < 0.25
)

select
    'nps_' || lower(to_base(survey_no, 36)) as response_id,
    'nps' as survey_type,
    account_key(account_no) as account_id,
    'u' || user_code as user_id,
    score::double as score,
    null::varchar as reason_code,
    null::varchar as comment,
    responded_at,
from story.nps
union all
select
    'csat_' || lower(to_base(ticket_key, 36)),
    'csat',
    account_key(account_no),
    'u' || user_code,
    csat_score,
    null,
    if(csat_score <= 2 and dice(ticket_key, 'comments') < 0.5, 'Took too long.', null),
    rated_at,
from csat
union all
select
    printf('%s_%06d_%d', survey_type, account_no, subscription_no),
    survey_type,
    account_key(account_no),
    null,
    null,
    cause,
    written,
    responded_at,
from left_at_last
where responded_at < getvariable('cutoff');

-- Who leaves of its own will goes through the dialogue, in spite of an offer if one is made; a few
-- others take the offer and stay, and some take one and leave some months later all the same.
-- Planted: in the dialogue seven of ten tell the cause; the others blame the price.
create or replace table raw.cancellation_sessions as
with requests as (
    select account_no, subscription_no, min(happens_at) as request_at
    from story.steps
    where verb = 'request'
    group by all
),

leaving as (
    select
        account_no,
        subscription_no,
        account_no * 10 + subscription_no as session_no,
        coalesce(request_at, left_at) - to_seconds(between_whole(60, 900, dice(session_no, 'takes')))
            as started_at,
        if(dice(session_no, 'honest') < 0.7, cause, 'price') as reason_code,
        if(dice(session_no, 'offer') < 0.7, true, false) as has_offer,
        true as canceled,
    from story.farewells
    left join requests using (account_no, subscription_no)
),

put_off as (
    select
        account_no,
        subscription_no,
        session_no + 5 as session_no,
        left_at - to_minutes(between_whole(40 * 1440, 170 * 1440, dice(session_no, 'put off')))
            as started_at,
        reason_code,
        true as has_offer,
        false as canceled,
    from leaving
    inner join story.farewells using (account_no, subscription_no)
    inner join story.subscriptions using (account_no, subscription_no)
    where
        dice(session_no, 'is put off') < 0.25
        and left_at - interval 170 days > begin_at + interval 30 days
),

staying as (
    select
        account_no,
        subscription_no,
        account_no * 10 + subscription_no as session_no,
        from_at
        + to_minutes(between_whole(
            60 * 1440, greatest(61, date_diff('day', from_at, stop_at)) * 1440,
            dice(session_no, 'doubt')
        )) as started_at,
        pick(['price', 'price', 'missing_feature', 'competitor'], dice(session_no, 'reason'))
            as reason_code,
        true as has_offer,
        false as canceled,
    from (
        select
            account_no,
            subscription_no,
            from_at,
            least(coalesce(to_at, getvariable('cutoff')), getvariable('cutoff')) as stop_at,
        from story.spells
        where state = 'active' and from_at < getvariable('cutoff') - interval 90 days
    )
    anti join story.departures using (account_no)
    inner join story.accounts using (account_no)
    where
        not is_internal
        and stop_at > from_at + interval 90 days
        and dice(session_no, 'doubts') < 0.06
    qualify row_number() over (partition by account_no order by from_at, subscription_no) = 1
)

select
    printf('ses_%06d_%d', account_no, session_no % 10) as session_id,
    account_key(account_no) as account_id,
    subscription_key(account_no, subscription_no) as subscription_id,
    started_at,
    reason_code,
    if(has_offer, pick(['20 % off for three months', 'pause', 'smaller plan'],
        dice(session_no, 'which')), null) as offer_shown,
    if(has_offer, not canceled, null) as offer_accepted,
    canceled,
from (from leaving union all from put_off union all from staying)
where started_at < getvariable('cutoff');
