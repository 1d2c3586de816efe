-- What the slices of usage events share: days on which events come late, and the names of events.
create or replace table story.days as
select
    day,
    (day - getvariable('first_day'))::int as day_no,
    -- The last days of the history hold nothing late; a lag of at most three days must fit before.
    day <= getvariable('last_day') - 9 and dice(day - date '2000-01-01', 'offline') < 1 / 12
        as is_offline,
    between_whole(1, 3, dice(day - date '2000-01-01', 'lag')) as lag_days,
    if(isodow(day) >= 6, 0.3, 1.12) as weekday_factor,
from (
    select unnest(generate_series(
        getvariable('first_day')::timestamp, getvariable('last_day')::timestamp, interval 1 day
    ))::date as day
);

-- The first names are the commonest by far.
create or replace table story.event_names as
select unnest(range(0, 20))::int as name_no, unnest([
    'dashboard.viewed', 'record.opened', 'record.edited', 'search.run', 'comment.added',
    'record.created', 'report.viewed', 'file.uploaded', 'board.moved', 'filter.saved',
    'report.exported', 'automation.run', 'member.mentioned', 'api.called', 'integration.synced',
    'template.used', 'automation.created', 'member.invited', 'settings.changed',
    'billing_page.viewed',
]) as event_name;
