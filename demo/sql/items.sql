-- Subscriptions' items, version by version, and what each version costs per period.
create or replace table story.item_changes as
with folded as (
    select
        steps.*,
        greatest(1, least(4,
            accounts.first_level + sum(coalesce(level_change, 0)) over so_far
        )) as plan_level,
        last_value(new_family ignore nulls) over so_far as named_family,
        coalesce(last_value(new_billing ignore nulls) over so_far, accounts.first_billing)
            as billing,
        case
            when is_foreign and accounts.currency = 'USD' then 'EUR'
            when is_foreign then 'USD'
            else accounts.currency
        end as currency,
        product(if(verb = 'seats', factor, 1)) over so_far as seat_factor,
        last_value(if(verb = 'price', factor, null) ignore nulls) over so_far as price_factor,
        accounts.first_seats,
    from story.steps
    inner join story.accounts on accounts.account_no = steps.account_no
    window so_far as (
        partition by steps.account_no
        order by steps.step_no
        rows between unbounded preceding and current row
    )
),

with_family as (
    select
        *,
        case
            when verb = 'addon' then 'analytics'
            when verb = 'metered' or named_family = 'metered' then 'api'
            when named_family = 'free' then 'free'
            else pick(
                ['starter', 'team', 'business', 'enterprise'], (plan_level - 1) / 4.0
            )
        end as family,
        greatest(
            2, round(first_seats * pick([1, 1, 2, 4], (plan_level - 1) / 4.0) * seat_factor)
        )::int as seats,
    from folded
)

select
    account_no,
    subscription_no,
    case when verb in ('addon', 'addon_end') then 2 when verb = 'metered' then 3 else 1 end
        as item_no,
    step_no,
    verb,
    happens_at,
    seats,
    family || '_' || if(family in ('free', 'api'), 'month', billing) || '_' || lower(currency)
        as plan_id,
    price_factor,
from with_family
where
    verb in (
        'trial', 'begin', 'incomplete', 'seats', 'plan', 'price', 'addon', 'addon_end', 'metered'
    );

create or replace table story.item_versions as
with ends as (
    select account_no, subscription_no, happens_at as end_at
    from story.steps
    where verb = 'end'
),

versions as (
    select
        item_changes.*,
        coalesce(
            lead(item_changes.happens_at) over (
                partition by account_no, subscription_no, item_no
                order by step_no
            ),
            ends.end_at
        ) as valid_to,
    from story.item_changes
    left join ends using (account_no, subscription_no)
),

with_plan as (
    select
        versions.* exclude (happens_at, verb),
        happens_at as valid_from,
        plans.* exclude (plan_id, unit_amount),
        plans.unit_amount as list_amount,
        case
            when price_factor is not null and item_no = 1
                then round(price_factor * coalesce(plans.unit_amount, 14 * plans.months), 2)
        end::decimal(18, 4) as unit_amount,
    from versions
    inner join story.plans on plans.plan_id = versions.plan_id
    where versions.verb != 'addon_end'
),

quantities as (
    select distinct plan_id, pricing_model, seats
    from with_plan
),

graduated as (
    select
        quantities.plan_id,
        quantities.seats,
        sum(
            (least(seats, coalesce(up_to, seats)) - units_before) * tiers.unit_amount
            + tiers.flat_amount
        ) as amount,
    from quantities
    inner join story.tiers
        on tiers.plan_id = quantities.plan_id and tiers.units_before < quantities.seats
    where quantities.pricing_model = 'graduated'
    group by all
),

volume as (
    select
        quantities.plan_id,
        quantities.seats,
        seats * tiers.unit_amount + tiers.flat_amount as amount,
    from quantities
    inner join story.tiers
        on tiers.plan_id = quantities.plan_id
        and tiers.units_before < quantities.seats
        and quantities.seats <= coalesce(tiers.up_to, quantities.seats)
    where quantities.pricing_model = 'volume'
)

select
    with_plan.*,
    case
        when pricing_model = 'flat' then coalesce(unit_amount, list_amount)
        when pricing_model = 'per_unit' then seats * coalesce(unit_amount, list_amount)
        when unit_amount is not null then seats * unit_amount
        when pricing_model = 'graduated' then graduated.amount
        else volume.amount
    end::double as period_price,
from with_plan
left join graduated using (plan_id, seats)
left join volume using (plan_id, seats);
