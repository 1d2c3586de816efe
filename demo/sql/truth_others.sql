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
