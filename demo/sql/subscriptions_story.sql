-- What the steps say about each subscription as a whole.
create or replace table story.subscriptions as
select
    account_no,
    subscription_no,
    coalesce(max(customer_no), 1) as customer_no,
    min(happens_at) as begin_at,
    min(happens_at) filter (verb = 'trial') as trial_at,
    min(happens_at) filter (verb = 'convert') as convert_at,
    min(happens_at) filter (verb = 'request') as request_at,
    min(happens_at) filter (verb = 'end') as end_at,
    bool_or(verb in ('pause', 'past_due', 'unpaid', 'incomplete')) as has_spells,
from story.steps
group by account_no, subscription_no;

-- What the latest state was before the end of the history, and when it is to change.
create or replace table story.last_states as
select
    account_no,
    subscription_no,
    max_by(state, from_at) as state,
    max(from_at) as since,
    max_by(to_at, from_at) as until,
    count(*) filter (state in ('paused', 'past_due', 'unpaid', 'incomplete')) as spells,
    max(from_at) filter (state = 'past_due') as past_due_at,
from story.spells
where from_at < getvariable('cutoff')
group by account_no, subscription_no;
