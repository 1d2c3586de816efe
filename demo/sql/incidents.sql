-- What goes wrong: about three incidents in two months, most of them everybody's; the last one is
-- still open when the history ends.
create or replace table story.incidents as
with months as (
    select
        unnest(generate_series(
            getvariable('first_day')::timestamp,
            getvariable('last_day')::timestamp,
            interval 1 month
        ))::date as month_on,
),

placed as (
    select
        (month_on - date '2000-01-01') * 4 + place as incident_no,
        month_on::timestamp
        + to_minutes(between_whole(0, 28 * 1440 - 1, dice(incident_no, 'began'))) as started_at,
    from months
    cross join (values (1), (2), (3)) as places (place)
    where dice(incident_no, 'incident') < 0.5
),

ended as (
    select
        incident_no,
        started_at,
        started_at + to_minutes(between_whole(10, 540, pow(dice(incident_no, 'lasts'), 2)))
            as ended_at,
        round(0.05 + 0.95 * pow(dice(incident_no, 'impact'), 1.5), 2) as impact,
        if(dice(incident_no, 'local') < 0.3, between_whole(1, 3, dice(incident_no, 'hit')), null)
            as accounts_hit,
    from placed
)

select *
from ended
where ended_at < getvariable('cutoff') - interval 1 day
union all
select 0, getvariable('cutoff') - interval 200 minutes, null, 0.15, null;

create or replace table raw.incidents as
with served as (
    select distinct incidents.incident_no, accounts_hit, spells.account_no
    from story.incidents
    inner join story.spells
        on spells.state in ('active', 'past_due')
        and spells.from_at <= incidents.started_at
        and incidents.started_at < coalesce(spells.to_at, timestamp '9999-01-01')
    where accounts_hit is not null
),

hit as (
    select incident_no, account_no
    from served
    qualify
        row_number() over (
            partition by incident_no
            order by dice(incident_no * 1000000 + account_no, 'hit'), account_no
        ) <= accounts_hit
)

select
    'inc_' || lower(to_base(incident_no, 36)) as incident_id,
    pick(['web application', 'api', 'search', 'exports', 'integrations', 'sign-in'],
        dice(incident_no, 'component')) as component,
    started_at,
    ended_at,
    impact,
    if(hit.account_no is null, null, account_key(hit.account_no)) as account_id,
from story.incidents
left join hit using (incident_no)
where accounts_hit is null or hit.account_no is not null;
