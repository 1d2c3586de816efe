-- What happens to whom and when: each story's script, dated for each account.
create or replace table story.steps as
with dated as (
    select
        accounts.account_no,
        accounts.second_of_day,
        script.*,
        (
            accounts.started_on
            + to_months(script.months * accounts.tempo)
            + to_days(
                script.days
                + between_whole(
                    0, script.spread, dice(accounts.account_no * 100 + script.step_no, 'spread')
                )
            )
        )::date as happens_on,
    from story.accounts
    inner join story.script on script.story = accounts.story
),

-- What follows on the same day comes some minutes later, except what is part of the same act.
ordered as (
    select
        *,
        count(*) filter (verb not in ('coupon', 'addon', 'metered')) over (
            partition by account_no, happens_on
            order by step_no
            rows between unbounded preceding and current row
        ) as act_no,
    from dated
)

select
    account_no,
    step_no,
    subscription_no,
    verb,
    argument,
    customer_no,
    level_change,
    new_family,
    new_billing,
    is_foreign,
    factor,
    happens_on,
    happens_on::timestamp + to_seconds(second_of_day + 2220 * greatest(act_no - 1, 0))
        as happens_at,
    case
        when verb = 'trial' then 'trialing'
        when verb in ('begin', 'convert', 'recover', 'resume') then 'active'
        when verb = 'pause' then 'paused'
        when verb = 'end' then 'canceled'
        when verb in ('past_due', 'unpaid', 'incomplete') then verb
    end as new_state,
from ordered;

-- The states of each subscription, from one step to the next.
create or replace table story.spells as
select
    account_no,
    subscription_no,
    new_state as state,
    happens_at as from_at,
    lead(happens_at) over (
        partition by account_no, subscription_no
        order by step_no
    ) as to_at,
from story.steps
where new_state is not null;

create or replace table story.departures as
with causes as (
    from (values
        ('disengagement', 0.08), ('support', 0.25), ('missing_feature', 0.3),
        ('business_closed', 0.4), ('competitor', 0.5), ('price', 0.6), ('onboarding', 1.0),
    ) as causes (cause, use_left)
),

ends as (
    select
        steps.*,
        -- Who leaves within four months for good never really began.
        argument = 'voluntary'
        and happens_on <= started_on + interval 4 months
        and not exists (
            select 1
            from story.steps as later
            where later.account_no = steps.account_no
                and later.verb = 'begin'
                and later.step_no > steps.step_no
        ) as is_early,
    from story.steps
    inner join story.accounts using (account_no)
    where verb = 'end' and argument is not null
),

departures as (
    select
        account_no,
        subscription_no,
        -- An unpaid subscription has no revenue left to lose when it is ended at last.
        coalesce(
            (
                select min(unpaid.happens_at)
                from story.steps as unpaid
                where unpaid.account_no = ends.account_no and unpaid.verb = 'unpaid'
            ),
            happens_at
        ) as left_at,
        case
            when is_early then 'onboarding'
            when argument = 'voluntary' then pick(
                ['disengagement', 'disengagement', 'disengagement', 'price', 'price', 'competitor',
                    'missing_feature', 'support', 'support', 'business_closed'],
                dice(account_no * 100 + step_no, 'cause')
            )
            else argument
        end as cause,
        argument = 'voluntary' as is_voluntary,
    from ends
)

-- What is left of an account's use on the day it leaves; failed payments come without warning.
select
    departures.*,
    departures.left_at::date as left_on,
    causes.use_left,
    -- The champion of some accounts stops using the product about two months before.
    if(
        departures.is_voluntary and dice(departures.account_no, 'champion quiet') < 0.6,
        departures.left_at::date - between_whole(50, 69, dice(departures.account_no, 'quiet from')),
        null
    ) as champion_quiet_from,
from departures
left join causes on causes.cause = departures.cause;
