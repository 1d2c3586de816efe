-- Leads as they filled in the form and as sales then worked them. Planted: who becomes a customer
-- filled in more of the form, wrote from a company's mail domain, began a trial and used it, came by
-- content rather than display, and was not the slow seller's. Country and way of contact mean nothing.
create or replace table story.leads as
with placed as (
    select
        interest.*,
        -lead_no as nobody,
        channels.channel,
        channels.channel != 'outbound' as is_from_web,
        date_diff('day', registered_at, getvariable('cutoff')) as age,
        is_from_web
        and registered_at >= getvariable('signup_from')
        and registered_at < getvariable('signup_to')
        and dice(lead_no, 'signup_form') < 0.574 as has_short_form,
        registered_at
        + to_seconds(floor(
            3600 * if(
                is_slow,
                30 + 60 * dice(lead_no, 'contact'),
                1 + 7 * dice(lead_no, 'contact')
            )
        )::int) as answered_at,
    from story.interest
    inner join story.channels
        on (is_won and dice(lead_no, 'channel') >= won_from and dice(lead_no, 'channel') < won_to)
        or (
            not is_won
            and dice(lead_no, 'channel') >= lost_from
            and dice(lead_no, 'channel') < lost_to
        )
),

with_trial as (
    select
        * exclude (trial_at),
        case
            when lead_number = 0 and trial_at is not null then trial_at
            when dice(lead_no, 'trial') < if(is_won, 0.45, 0.13)
                then registered_at + to_minutes(between_whole(10, 1400, dice(lead_no, 'trial at')))
        end as planned_trial_at,
        if(planned_trial_at < getvariable('cutoff'), planned_trial_at, null) as trial_at,
        coalesce(planned_trial_at < getvariable('cutoff'), false)
        and dice(lead_no, 'trial used') < if(is_won, 0.85, 0.3) as uses_trial,
        lead_number = 0 and dice(lead_no, 'mail') < 0.5 as is_admin,
        dice(lead_no, 'mail') < case when is_won then 0.85 when is_converted then 0.7 else 0.5 end
            as has_company_mail,
        case
            when is_won then 'won'
            when lead_number = 1 then null
            when is_converted and story = 'in_trial' then 'open'
            when is_converted and story = 'trial_abandoned' then 'lost'
            when is_converted then null
            when age <= 60 and dice(lead_no, 'deal') < 0.35 then 'open'
            when age > 60 and dice(lead_no, 'deal') < if(is_slow, 0.28, 0.2) then 'lost'
        end as deal_state,
        -- Planted: a few are never answered.
        not is_converted and deal_state is null and dice(lead_no, 'forgotten') < 0.04
            as is_forgotten,
    from placed
)

select
    *,
    if(not is_forgotten and answered_at < getvariable('cutoff'), answered_at, null)
        as first_contacted_at,
    case when lead_number = 0 then created_at else registered_at + interval 6 days end
        as converted_at,
    -- Some companies that sales hopes for stand in the CRM without ever having bought.
    not is_converted
    and has_company_mail
    and first_contacted_at is not null
    and dice(lead_no, 'prospect') < if(deal_state is null, 0.06, 0.25) as is_prospect,
    printf(
        if(is_converted, 'company%06d.example', 'prospect%07d.example'),
        if(is_converted, account_no, lead_no)
    ) as domain,
    case
        when is_admin then 'user2@' || domain
        when has_company_mail then if(lead_number = 0, 'person1@', 'person3@') || domain
        else printf('someone%d@', lead_no) || pick(
            ['gmail.com', 'gmail.com', 'outlook.com', 'yahoo.com', 'hotmail.com', 'icloud.com'],
            dice(lead_no, 'mailbox')
        )
    end as email,
    if(is_converted, account_no, nobody) as company_no,
    if(is_converted, first_seats, seats_of(nobody)) as seats,
    case
        when not is_from_web then null
        else pick(
            ['/', '/', '/', '/', '/', '/', '/pricing', '/pricing', '/pricing',
                '/lp/guide', '/lp/guide', '/lp/guide', '/lp/guide', '/lp/demo', '/lp/demo',
                '/lp/demo', '/lp/calculator', '/lp/calculator', '/lp/calculator', '/lp/calculator',
                -- Planted: half as many again.
                '/lp/calculator', '/lp/calculator', '/lp/calculator', '/lp/calculator'],
            dice(lead_no, 'landing')
        )
    end as landing_page,
    if(has_short_form, 5, 8) as form_fields_total,
    round(
        form_fields_total
        * if(is_won, 0.5 + 0.5 * sqrt(dice(lead_no, 'form')), 0.2 + 0.8 * dice(lead_no, 'form'))
    )::int as form_fields_completed,
from with_trial;

create or replace table raw.leads as
with described as (
    select
        leads.*,
        campaign_id,
        sellers.owner_id,
        owners.team,
        case
            when is_converted then 'converted'
            when deal_state = 'open' then 'opportunity'
            when deal_state = 'lost' then 'qualified'
            when first_contacted_at is null then 'new'
            when age <= 30 then pick(['contacted', 'open', 'attempted'], dice(lead_no, 'status'))
            else pick(
                ['unqualified', 'unqualified', 'nurturing', 'nurturing', 'contacted', 'junk'],
                dice(lead_no, 'status')
            )
        end as status,
    from story.leads
    inner join (
        select seller_no, owner_key(owner_no) as owner_id
        from story.owners
        where is_seller
    ) as sellers using (seller_no)
    inner join raw.owners as owners using (owner_id)
    left join story.campaigns
        on campaigns.channel = leads.channel
        and campaigns.campaign_no = 1 + floor(campaigns * dice(lead_no, 'campaign'))
)

select
    lead_key(lead_no) as lead_id,
    email,
    if(is_converted, name_of(account_no, account_no), name_of(nobody, lead_no)) as company_name,
    if(has_company_mail or dice(lead_no, 'domain') < 0.5, domain, null) as company_domain,
    industry_of(company_no) as industry,
    employees_of(company_no, seats) as employee_count,
    country_of(company_no) as country,
    channel,
    campaign_id,
    landing_page,
    pick(['form', 'form', 'chat', 'phone', 'email'], dice(lead_no, 'contact method'))
        as contact_method,
    form_fields_completed,
    form_fields_total,
    registered_at,
    owner_id,
    team,
    status,
    first_contacted_at,
    trial_at as trial_started_at,
    if(is_converted, account_key(account_no), null) as converted_account_id,
    if(is_converted, converted_at, null) as converted_at,
from described;

-- Prospects: accounts without billing. Nothing else in the company knows them.
insert into raw.accounts
select
    prospect_key(lead_no),
    name_of(nobody, lead_no),
    domain,
    industry_of(company_no),
    between_whole(1, 500, dice(nobody, 'rank')),
    employees_of(company_no, seats),
    country_of(company_no),
    null,
    owner_key(owner_no),
    false,
    first_contacted_at,
    first_contacted_at,
from story.leads
inner join story.owners using (seller_no)
where is_prospect;
