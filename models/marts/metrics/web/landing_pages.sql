with landing_page_months as (
    select * from {{ ref('int_marketing__landing_page_months') }}
),

landing_page_years as (
    select * from {{ ref('int_marketing__landing_page_years') }}
),

changes as (
    select * from {{ ref('int_marketing__landing_page_changes') }}
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

final as (
    select
        pages.date_month,
        pages.landing_page,
        pages.sessions,
        pages.visitors,
        {{ rate('pages.sessions', 'totals.sessions') }} as share_of_sessions,
        pages.bounces,
        {{ rate('pages.bounces', 'pages.sessions') }} as bounce_rate,
        pages.prospect_sessions,
        pages.registrations,
        {{ rate('pages.registrations', 'pages.prospect_sessions') }} as prospect_registration_rate,
        {{ wilson('pages.registrations', 'pages.prospect_sessions', 'low') }}
            as prospect_registration_rate_low,
        {{ wilson('pages.registrations', 'pages.prospect_sessions', 'high') }}
            as prospect_registration_rate_high,
        changes.change_in_month,
        changes.change_in_month_p_value,
        changes.change_in_month_p_value < 0.05 as is_change_in_month_significant,
        changes.change_in_quarter,
        changes.change_in_quarter_p_value,
        changes.change_in_quarter_p_value < 0.05 as is_change_in_quarter_significant,
        pages.qualified_leads,
        {{ rate('pages.qualified_leads', 'pages.registrations') }} as qualified_rate,
        pages.customers,
        {{ rate('pages.customers', 'pages.registrations') }} as customer_rate,
        landing_page_years.prospect_sessions as prospect_sessions_12_months,
        landing_page_years.registrations as registrations_12_months,
        {{ rate('landing_page_years.registrations', 'landing_page_years.prospect_sessions') }}
            as prospect_registration_rate_12_months,
        verdicts.other_sessions as other_prospect_sessions_12_months,
        verdicts.other_registrations as other_registrations_12_months,
        verdicts.other_prospect_registration_rate as other_prospect_registration_rate_12_months,
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
