-- Who led which life, who left and why, and what a good pipeline puts into quarantine.
create or replace table truth.stories as
select account_key(account_no) as account_id, story, is_internal
from story.accounts;

create or replace table truth.departures as
select
    account_key(account_no) as account_id,
    left_on,
    cause,
    is_voluntary as voluntary,
from story.departures
inner join story.accounts using (account_no)
where not is_internal and left_at < getvariable('cutoff');

create or replace table truth.quarantine as
select 'usage_events' as table_name, 'duplicate' as reason, sum(repeated)::bigint as rows
from story.usage_faults
union all
select 'usage_events', 'no account', sum(without_account)::bigint
from story.usage_faults
union all
select 'usage_events', 'negative quantity', sum(negative)::bigint
from story.usage_faults
union all
select 'tickets', 'duplicate', count(*) - count(distinct ticket_id)
from raw.tickets
union all
select 'payments', 'duplicate', count(*) - count(distinct payment_id)
from raw.payments
union all
select 'accounts', 'older version', count(*) - count(distinct account_id)
from raw.accounts;

-- What is planted in behaviour: which features, drivers and months go with staying or leaving.
create or replace table truth.key_features as
select
    feature,
    feature in ('automations', 'integrations', 'invitations') as is_key,
    feature = 'report_exports' as is_decoy,
from (values
    ('automations'), ('boards'), ('comments'), ('dashboards'), ('files'), ('integrations'),
    ('invitations'), ('records'), ('report_exports'), ('reports'), ('search'), ('settings'),
    ('templates')
) as features (feature);

create or replace table truth.health_drivers as
from (values
    ('usage', 'falling'), ('champion_activity', 'falling'), ('nps', 'falling'),
    ('csat', 'falling'), ('tickets', 'rising'), ('failed_payments', 'rising'),
    ('incidents', 'none')
) as drivers (driver, direction);

create or replace table truth.critical_months as
select
    tenure_month,
    tenure_month between 2 and 4 as is_critical,
    -- Many leave at the end of a year, and their use ebbs from its tenth month on.
    tenure_month >= 10 as is_ebb,
from (select unnest(range(1, 14))::int as tenure_month);

-- What is done about accounts: the tasks that open, who of them is left alone, and what helps.
create or replace table truth.tasks as
select
    task_id,
    kind,
    reason,
    account_key(account_no) as account_id,
    opened_on,
    is_left_alone as is_held_out,
    has_outcome,
    term_end,
from story.tasks;

create or replace table truth.actions as
from (values ('dunning', true), ('detractor', false)) as actions (kind, has_effect);

-- What accounts do before they buy more, and which help goes with staying.
create or replace table truth.approaches as
select account_key(account_no) as account_id, kind, from_on, to_on, is_followed
from story.approaches
where from_on <= getvariable('last_day')
union all
select
    account_key(account_no),
    'seats',
    greatest(bought_at::date, next_at::date - 56),
    next_at::date,
    true,
from story.seat_purchases
where is_growing and next_at < getvariable('cutoff');

create or replace table truth.programs as
select event_name, event_name = 'tutorial.completed' as goes_with_staying
from story.event_names
where name_no >= 30;
