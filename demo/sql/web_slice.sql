-- The web events of the visits that start from slice_from up to slice_to (dates, variables): the pages
-- of each visit, and a click on some of them.
create or replace table story.page_views as
with slice as (
    select
        web_sessions.*,
        leads.registered_at,
        lead_key(web_sessions.lead_no) as lead_id,
        if(leads.is_admin, users.user_code, null) as admin_code,
        users.created_at as admin_since,
        campaigns.campaign_id,
        unnest(range(0, pages)) as page_no,
    from story.web_sessions
    left join story.leads using (lead_no)
    left join story.users
        on users.user_no = leads.account_no::bigint * 256 + 2 and leads.is_admin
    left join story.campaigns
        on campaigns.channel = web_sessions.channel
        and campaigns.campaign_no
            = 1 + floor(campaigns * dice(coalesce(lead_no, session_key), 'campaign'))
    where
        started_at >= getvariable('slice_from')::timestamp
        and started_at < getvariable('slice_to')::timestamp
)

select
    *,
    session_key * 8 + page_no as view_key,
    started_at + to_seconds(page_no * pace) as occurred_at,
    case
        when page_no = 0 then landing_page
        when kind = 'registering' and page_no = pages - 2 then '/signup'
        when kind = 'registering' and page_no = pages - 1 then '/welcome'
        when kind = 'trial'
            then pick(['/app', '/app/board', '/app/import', '/app/settings'], dice(view_key, 'page'))
        when kind = 'later'
            then pick(['/docs', '/docs/api', '/login', '/blog', '/pricing'], dice(view_key, 'page'))
        else pick(
            ['/features', '/features', '/pricing', '/pricing', '/customers', '/blog', '/about', '/',
                '/signup'],
            dice(view_key, 'page')
        )
    end as page_path,
    kind = 'registering' and page_no = pages - 2 as is_signup,
from slice;

create or replace table story.web_events as
with with_previous as (
    select
        *,
        lag(page_path) over (
            partition by session_key
            order by page_no
        ) as previous_path,
        least(7, floor(8 * pow(dice(view_key, 'element'), 1.3)))::int as element_no,
    from story.page_views
),

clicked as (
    select
        with_previous.*,
        occurred_at + to_seconds(pace // 2) as clicked_at,
        if(is_signup, 'signup_submit', web_elements.element_id) as element_id,
        if(is_signup, 0.5, x) as x,
        if(is_signup, 0.72, y) as y,
    from with_previous
    inner join story.web_elements using (element_no)
    where is_signup or (dice(view_key, 'clicks') < 0.45 and page_no < pages)
),

gathered as (
    select
        view_key * 2 as event_key, session_key, visitor_no, lead_id, registered_at, admin_code,
        admin_since, is_late, occurred_at, 'page_view' as event_type, page_path,
        case
            when page_no > 0 then previous_path
            when channel = 'organic_search' or channel = 'paid_search' then 'https://search.example'
            when channel = 'referral' then 'https://partner.example'
            when channel = 'social' then 'https://social.example'
            when channel = 'display' then 'https://adnetwork.example'
        end as referrer,
        if(page_no = 0, channel, null) as channel,
        if(page_no = 0, campaign_id, null) as campaign_id,
        null::varchar as element_id,
        null::double as x_ratio,
        null::double as y_ratio,
        if(
            pages = 1,
            round(9 * dice(view_key, 'engaged'), 1),
            round(pace * (0.3 + 0.6 * dice(view_key, 'engaged')), 1)
        ) as engaged_seconds,
    from with_previous
    union all
    select
        view_key * 2 + 1, session_key, visitor_no, lead_id, registered_at, admin_code,
        admin_since, is_late, clicked_at, 'click', page_path, null, null, null, element_id,
        round(least(1, greatest(0, x + 0.03 * bell(view_key, 'x'))), 4),
        round(least(1, greatest(0, y + 0.02 * bell(view_key, 'y'))), 4),
        null,
    from clicked
)

select
    'w' || lower(to_base(event_key, 36)) as event_id,
    visitor_key(visitor_no) as visitor_id,
    -- Who has registered is known; the account's admin by the product's own key once there is one.
    case
        when occurred_at < registered_at then null
        when admin_code is not null and occurred_at >= admin_since then 'u' || admin_code
        else lead_id
    end as user_id,
    occurred_at,
    event_type,
    page_path,
    referrer,
    channel,
    campaign_id,
    element_id,
    x_ratio,
    y_ratio,
    engaged_seconds,
    occurred_at::date + if(is_late, 1, 0) as arrived_on,
    dice(event_key, 'twice') < 0.0005 as is_repeated,
    dice(event_key, 'again late') < 0.3
    and occurred_at < getvariable('cutoff') - interval 9 days as comes_again_late,
from gathered
where occurred_at < getvariable('cutoff');

create or replace table story.arrivals as
select * exclude (arrived_on, is_repeated, comes_again_late), arrived_on as day
from story.web_events
union all
select
    * exclude (arrived_on, is_repeated, comes_again_late),
    arrived_on + if(comes_again_late, 1, 0) as day,
from story.web_events
where is_repeated
order by day, occurred_at, event_id;

insert into story.web_days
select
    occurred_at::date as event_date,
    count(*) filter (event_type = 'page_view') as page_views,
    count(*) filter (event_type = 'click') as clicks,
    count(*) filter (is_repeated) as repeated,
from story.web_events
group by event_date;
