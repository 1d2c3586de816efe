-- The CRM's deals and the stages that they went through.
create or replace table story.deals as
with gathered as (
    select
        deal_no, deal_type, lead_no, account_id, owner_no, state, planned_days, is_silent,
        created_at, closed_at, amount, currency, null::date as term_ends_on,
    from story.new_deals
    union all
    select
        deal_no, deal_type, lead_no, account_id, owner_no, state, planned_days, false,
        created_at, closed_at, amount, currency, term_ends_on,
    from story.account_deals
)

select
    *,
    printf('opp_%010d', deal_no) as opportunity_id,
    coalesce(closed_at, getvariable('cutoff')) as until_at,
    case state
        when 'won' then 4
        when 'lost' then pick([1, 2, 2, 3, 3, 4], dice(deal_no, 'depth'))
        else pick([1, 1, 2, 3, 4], dice(deal_no, 'depth'))
    end as depth,
    -- Planted: a few were never shown a demo; some open ones should have been closed by now.
    deal_type = 'new' and depth >= 3 and dice(deal_no, 'skips') < 0.06 as has_skipped,
    state = 'open'
    and deal_type = 'new'
    and created_at < getvariable('cutoff') - interval 25 days
    and dice(deal_no, 'overdue') < 0.4 as is_overdue,
from gathered;

create or replace table raw.opportunity_stage_changes as
select
    opportunity_id,
    stages.stage,
    if(
        stage_no = 1,
        created_at,
        created_at
        + to_seconds(floor(
            date_diff('second', created_at, until_at)
            * (stage_no - 1 + 0.3 * dice(deal_no * 8 + stage_no, 'stage')) / depth
        )::bigint)
    ) as entered_at,
from story.deals
inner join (values
    (1, 'discovery'), (2, 'demo'), (3, 'proposal'), (4, 'negotiation')
) as stages (stage_no, stage)
    on stage_no <= depth and not (has_skipped and stage = 'demo')
union all
select opportunity_id, 'closed_' || state, closed_at
from story.deals
where closed_at is not null;

create or replace table raw.opportunities as
select
    opportunity_id,
    deals.account_id,
    if(lead_no is null, null, lead_key(lead_no)) as lead_id,
    owner_key(owner_no) as owner_id,
    deal_type as opportunity_type,
    if(
        state = 'open',
        pick(['discovery', 'demo', 'proposal', 'negotiation'], (depth - 1) / 4.0),
        'closed_' || state
    ) as stage,
    amount,
    currency,
    case
        when state = 'won' then 'closed'
        when state = 'lost' then 'omitted'
        else pick(['pipeline', 'pipeline', 'best_case', 'commit'], (depth - 1) / 4.0)
    end as forecast_category,
    created_at,
    case
        when is_overdue then greatest(
            created_at::date + 3,
            getvariable('last_day') - between_whole(5, 20, dice(deal_no, 'expected'))
        )
        when state = 'open' then greatest(
            coalesce(term_ends_on, created_at::date + planned_days),
            getvariable('last_day') + between_whole(3, 30, dice(deal_no, 'expected'))
        )
        else greatest(
            created_at::date + 3,
            closed_at::date + between_whole(-12, 8, dice(deal_no, 'expected'))
        )
    end::date as expected_close_date,
    closed_at,
    case state when 'won' then true when 'lost' then false end as is_won,
    case
        when state != 'lost' then null
        -- Planted: of most lost renewals sales knows why.
        when dice(deal_no, 'knows why') < 0.7 and cause is not null then cause
        else pick(
            ['price', 'competitor', 'no_budget', 'missing_feature', 'no_decision'],
            dice(deal_no, 'loss')
        )
    end as loss_reason,
from story.deals
left join (
    select account_key(account_no) as account_id, left_on, cause
    from story.departures
    where is_voluntary
) as departures
    on deal_type = 'renewal'
    and departures.account_id = deals.account_id
    and term_ends_on between left_on and left_on + 1;

-- Targets that the account executives reach on average.
create or replace table raw.quotas as
with months as (
    select unnest(generate_series(
        getvariable('market_from')::timestamp, getvariable('last_day')::timestamp, interval 1 month
    ))::date as quota_month,
),

won as (
    select sum(amount) / getvariable('sellers') / (select count(*) from months) as usual_amount
    from story.new_deals
    where state = 'won'
)

select
    owner_key(owner_no) as owner_id,
    quota_month,
    greatest(500, round(usual_amount, -2))::decimal(18, 4) as amount,
    'USD' as currency,
from story.owners
cross join months
cross join won
where is_seller;
