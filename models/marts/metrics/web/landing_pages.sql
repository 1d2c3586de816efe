{%- set periods = [(1, 'month'), (3, 'quarter')] -%}

with landing_page_months as (
    select * from {{ ref('int_marketing__landing_page_months') }}
),

landing_page_years as (
    select * from {{ ref('int_marketing__landing_page_years') }}
),

verdicts as (
    select * from {{ ref('int_marketing__landing_page_verdicts') }}
),

totals as (
    select
        date_month,
        sum(sessions) as sessions
    from landing_page_months
    group by date_month
),

-- DECISIONS.md, "A registration rate has an interval, and its change a test".
changes as (
    select
        pages.date_month,
        pages.landing_page{% for months, name in periods %},
        {%- set counts = ['pages.registrations', 'pages.sessions', name ~ '_before.registrations',
            name ~ '_before.sessions'] %}
        {{ rate(counts[0], counts[1]) }} - {{ rate(counts[2], counts[3]) }} as in_{{ name }},
        {{ p_value_of_two_shares(*counts) }} as in_{{ name }}_p_value
        {%- endfor %}
    from landing_page_months as pages
    {%- for months, name in periods %}
    left join landing_page_months as {{ name }}_before
        on
            pages.landing_page = {{ name }}_before.landing_page
            and cast({{ dbt.dateadd('month', -months, 'pages.date_month') }} as date)
            = {{ name }}_before.date_month
    {%- endfor %}
),

final as (
    select
        pages.date_month,
        pages.landing_page,
        pages.sessions,
        pages.visitors,
        {{ rate('pages.sessions', 'totals.sessions') }} as share_of_sessions,
        pages.bounces,
        {{ rate('pages.bounces', 'pages.sessions') }} as bounce_rate,
        pages.registrations,
        {{ rate('pages.registrations', 'pages.sessions') }} as registration_rate,
        {{ wilson('pages.registrations', 'pages.sessions', 'low') }} as registration_rate_low,
        {{ wilson('pages.registrations', 'pages.sessions', 'high') }} as registration_rate_high,
        {%- for months, name in periods %}
        changes.in_{{ name }} as change_in_{{ name }},
        changes.in_{{ name }}_p_value as change_in_{{ name }}_p_value,
        changes.in_{{ name }}_p_value < 0.05 as is_change_in_{{ name }}_significant,
        {%- endfor %}
        pages.qualified_leads,
        {{ rate('pages.qualified_leads', 'pages.registrations') }} as qualified_rate,
        pages.customers,
        {{ rate('pages.customers', 'pages.registrations') }} as customer_rate,
        landing_page_years.sessions as sessions_12_months,
        landing_page_years.registrations as registrations_12_months,
        {{ rate('landing_page_years.registrations', 'landing_page_years.sessions') }}
            as registration_rate_12_months,
        verdicts.other_sessions as other_sessions_12_months,
        verdicts.other_registrations as other_registrations_12_months,
        verdicts.other_registration_rate as other_registration_rate_12_months,
        verdicts.rate_difference,
        verdicts.rate_difference_low,
        verdicts.rate_difference_high,
        verdicts.p_value,
        verdicts.adjusted_p_value,
        coalesce(verdicts.verdict, 'too_few') as verdict,
        last_day(pages.date_month) <= {{ as_of_date() }} as is_complete
    from landing_page_months as pages
    inner join totals
        on pages.date_month = totals.date_month
    inner join changes
        on
            pages.date_month = changes.date_month
            and pages.landing_page = changes.landing_page
    inner join landing_page_years
        on
            pages.date_month = landing_page_years.date_month
            and pages.landing_page = landing_page_years.landing_page
    left join verdicts
        on
            pages.date_month = verdicts.date_month
            and pages.landing_page = verdicts.landing_page
)

select * from final
