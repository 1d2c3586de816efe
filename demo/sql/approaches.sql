-- What accounts do before they buy more. Planted: eight weeks before a higher plan they run automations
-- and synchronise integrations often, and before the analytics add-on they export more and more
-- reports. A few do so for eight weeks and buy nothing.
create or replace table story.approaches as
with bought as (
    select
        account_no,
        if(verb = 'addon', 'analytics', 'plan') as kind,
        min(happens_on) as bought_on,
    from story.steps
    inner join story.accounts using (account_no)
    where
        not is_internal
        and (verb = 'addon' or (verb in ('plan', 'begin') and level_change > 0))
        and happens_on >= started_on + 42
    group by account_no, if(verb = 'addon', 'analytics', 'plan')
),

not_bought as (
    select
        account_no,
        kind,
        started_on
        + between_whole(
            100,
            greatest(100, getvariable('last_day') - started_on),
            dice(account_no, 'approach ' || kind)
        ) as bought_on,
    from story.accounts
    cross join (values ('plan'), ('analytics')) as kinds (kind)
    where
        (starts_with(story, 'steady') or starts_with(story, 'coupon'))
        and dice(account_no, 'approaches ' || kind) < 0.06
)

select account_no, kind, bought_on - 56 as from_on, bought_on as to_on, true as is_followed
from bought
union all
select account_no, kind, bought_on - 56, bought_on, false
from not_bought
anti join bought using (account_no);
