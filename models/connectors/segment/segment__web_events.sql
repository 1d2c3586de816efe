{{ config(enabled=uses_connector('segment')) }}

{%- set host = "'^[a-zA-Z-]+://(?:www[.])?([^/?#:]+)'" %}

with pages as (
    select * from {{ source('segment', 'segment_pages') }}
),

identity_spans as (
    select * from {{ ref('segment__identity_spans') }}
),

media as (
    select * from {{ ref('segment_channels') }}
    where matched_on = 'medium'
),

sites as (
    select * from {{ ref('segment_channels') }}
    where matched_on = 'site'
),

pages_with_origin as (
    select
        *,
        nullif(replace(replace(lower(trim(context_campaign_medium)), ' ', '_'), '-', '_'), '')
            as medium,
        nullif(lower(trim(context_campaign_source)), '') as campaign_source,
        nullif(lower(regexp_extract(referrer, {{ host }}, 1)), '') as referrer_host,
        nullif(lower(regexp_extract(url, {{ host }}, 1)), '') as page_host,
        coalesce(search, '') like '%gclid=%' or coalesce(search, '') like '%msclkid=%'
            as is_paid_click
    from pages
),

pages_with_site as (
    select
        *,
        coalesce(campaign_source, referrer_host) as site,
        split_part(coalesce(campaign_source, referrer_host), '.', 1) as site_name,
        referrer_host = page_host
        or referrer_host like '%.' || page_host
        or page_host like '%.' || referrer_host as is_from_within
    from pages_with_origin
),

-- DECISIONS.md, "Segment": the campaign says the channel, else the click on an advertisement, else
-- the site before it. A page reached from within the site has none: the visit goes on.
final as (
    select
        pages.id as event_id,
        pages.anonymous_id as visitor_id,
        coalesce(pages.user_id, identity_spans.user_id) as user_id,
        pages.{{ adapter.quote('timestamp') }} as occurred_at,
        'page_view' as event_type,
        pages.path as page_path,
        pages.referrer,
        case
            when pages.medium is not null then coalesce(media.channel, pages.medium)
            when pages.is_paid_click then 'paid_search'
            when pages.campaign_source is not null
                then coalesce(sites.channel, named_sites.channel, 'other')
            when pages.is_from_within then null
            when pages.referrer_host is not null
                then coalesce(sites.channel, named_sites.channel, 'referral')
            else 'direct'
        end as channel,
        pages.context_campaign_name as campaign_id
    from pages_with_site as pages
    left join media
        on pages.medium = media.value
    left join sites
        on pages.site = sites.value
    left join sites as named_sites
        on pages.site_name = named_sites.value
    left join identity_spans
        on
            pages.anonymous_id = identity_spans.anonymous_id
            and pages.{{ adapter.quote('timestamp') }} >= identity_spans.valid_from
            and pages.{{ adapter.quote('timestamp') }} < identity_spans.valid_to
)

select * from final
