-- What is planted in marketing and sales.
create or replace table truth.channels as
select channel, is_good, is_poor
from story.channels;

create or replace table truth.landing_pages as
select landing_page, landing_page = '/lp/calculator' as is_better,
from (values ('/'), ('/pricing'), ('/lp/guide'), ('/lp/demo'), ('/lp/calculator')) as pages (
    landing_page
);

create or replace table truth.reps as
select owner_key(owner_no) as owner_id, seller_no = 0 as is_slow
from story.owners
where is_seller;

create or replace table truth.lead_drivers as
from (values
    ('form_completeness', 'rising'), ('company_mail', 'rising'), ('trial_started', 'rising'),
    ('trial_used_first_week', 'rising'), ('channel_content', 'rising'),
    ('channel_display', 'falling'), ('first_response_hours', 'falling'),
    ('contact_method', 'none'), ('country', 'none'), ('industry', 'none'), ('size', 'none')
) as drivers (driver, direction);

create or replace table truth.experiments as
from (values
    ('signup_form', 'control', true, 'falling', false),
    ('signup_form', 'short', true, 'rising', false),
    ('pricing_layout', 'control', false, 'none', false),
    ('pricing_layout', 'cards', false, 'none', false),
    ('checkout_badges', 'control', false, 'none', true),
    ('checkout_badges', 'badges', false, 'none', true)
) as experiments (experiment_id, variant, has_effect, direction, has_sample_ratio_mismatch);

create or replace table truth.leads as
select
    lead_key(lead_no) as lead_id,
    if(is_converted, account_key(account_no), null) as account_id,
    is_won,
    if(is_won, customer_at::date, null) as won_on,
    has_company_mail,
    coalesce(uses_trial, false) as used_trial_in_first_week,
    is_prospect,
    if(is_from_web, visitor_key(lead_no * 16), null)
        as visitor_id,
from story.leads;

-- A stage lasts too long when a deal is in it for more than thirty days.
create or replace table truth.process_breaches as
with stages as (
    select
        opportunity_id,
        entered_at,
        coalesce(
            lead(entered_at) over (
                partition by opportunity_id
                order by entered_at
            ),
            if(stage in ('closed_won', 'closed_lost'), null, getvariable('cutoff'))
        ) as left_at,
    from raw.opportunity_stage_changes
)

select distinct opportunity_id, null::varchar as lead_id, 'days_in_stage' as rule
from stages
where left_at > entered_at + interval 30 days
union all
select opportunity_id, null, 'stage_skipped'
from story.deals
where has_skipped
union all
select opportunity_id, null, 'no_activity'
from story.deals
where is_silent
union all
select opportunity_id, null, 'close_date_passed'
from story.deals
where is_overdue
union all
select null, lead_key(lead_no), 'first_reply_late'
from story.leads
where is_slow and first_contacted_at is not null
union all
select null, lead_key(lead_no), 'never_contacted'
from story.leads
where is_forgotten and registered_at < getvariable('cutoff') - interval 4 days;

-- By day: what happened on the website, each event counted once, and how many were delivered twice.
create or replace table truth.web_days as
with started as (
    select started_at::date as event_date, count(*) as sessions
    from story.web_sessions
    group by event_date
),

counted as (
    select
        event_date,
        sum(page_views)::bigint as page_views,
        sum(clicks)::bigint as clicks,
        sum(repeated)::bigint as repeated,
    from story.web_days
    group by event_date
)

select event_date, coalesce(sessions, 0) as sessions_started, page_views, clicks, repeated,
from counted
left join started using (event_date);

-- Which account stands behind what the tools call by names of their own, and the rule that says so.
create or replace table truth.identities as
select
    'billing_customer' as entity_type,
    customer_key(account_no, customer_no) as entity_id,
    account_key(account_no) as account_id,
    tied_by as rule,
from story.customers
union all
select distinct
    'support_organization',
    printf('company%06d.example', account_no),
    account_key(account_no),
    'account_domain',
from story.tickets
where is_tied_by_address
union all
select
    'lead',
    lead_key(lead_no),
    if(is_converted, account_key(account_no), prospect_key(lead_no)),
    case
        when is_converted then 'account_id'
        when lead_no in (select lead_no from story.new_deals) then 'opportunity'
        else 'account_domain'
    end,
from story.leads
where is_converted or is_prospect;
