with leads as (
    select * from {{ ref('int_marketing__leads') }}
),

visitor_leads as (
    select * from {{ ref('int_marketing__visitor_leads') }}
),

sessions as (
    select * from {{ ref('int_marketing__sessions') }}
),

-- DECISIONS.md, "Touches": the visits of a lead's visitors until it registers.
visits as (
    select
        leads.lead_id,
        sessions.session_id,
        sessions.started_at,
        sessions.channel,
        coalesce(sessions.campaign_id, 'unknown') as campaign
    from leads
    inner join visitor_leads
        on leads.lead_id = visitor_leads.lead_id
    inner join sessions
        on visitor_leads.visitor_id = sessions.visitor_id
    where
        (sessions.started_at <= leads.registered_at or sessions.lead_id = leads.lead_id)
        and sessions.session_date >= cast(
            {{ dbt.dateadd(
                'day', '-' ~ revenue_rule('attribution_window_days'), 'leads.registered_on'
            ) }} as date
        )
),

-- DECISIONS.md, "Direct visits" (`attribution_direct_visits`).
visits_that_count as (
    select * from visits
    {% if revenue_rule('attribution_direct_visits') == 'passed_over' -%}
    where channel not in ('direct', 'unknown')
    {%- endif %}
),

visits_by_lead as (
    select
        lead_id,
        min(channel) as channel
    from visits
    group by lead_id
),

leads_with_visits_that_count as (
    select distinct lead_id from visits_that_count
),

-- Where no visit counts, or none could show it, the lead's own channel is a touch.
own_channels as (
    select
        leads.lead_id,
        leads.registered_at,
        case
            when leads.channel = 'unknown' then coalesce(visits_by_lead.channel, 'unknown')
            else leads.channel
        end as channel,
        leads.campaign
    from leads
    left join visits_by_lead
        on leads.lead_id = visits_by_lead.lead_id
    left join leads_with_visits_that_count
        on leads.lead_id = leads_with_visits_that_count.lead_id
    where
        leads_with_visits_that_count.lead_id is null
        or not leads.leaves_visits
),

touches as (
    select
        lead_id,
        session_id,
        started_at as touched_at,
        channel,
        campaign,
        1 as place
    from visits_that_count

    union all

    select
        lead_id,
        cast(null as string) as session_id,
        registered_at as touched_at,
        channel,
        campaign,
        2 as place
    from own_channels
),

final as (
    select
        lead_id,
        cast(
            row_number() over (
                partition by lead_id
                order by place asc, touched_at asc, session_id asc
            ) as bigint
        ) as touch_number,
        count(*) over (partition by lead_id) as touches,
        session_id,
        touched_at,
        channel,
        campaign
    from touches
)

select * from final
