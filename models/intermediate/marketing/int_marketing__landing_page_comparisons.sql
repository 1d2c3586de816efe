with landing_page_years as (
    select * from {{ ref('int_marketing__landing_page_years') }}
    where prospect_sessions >= {{ var('landing_page_minimum') }}
),

ranked as (
    select
        date_month,
        landing_page,
        prospect_sessions as sessions,
        registrations,
        row_number() over by_rate as rate_rank,
        count(*) over (partition by date_month) as pages,
        cast(floor((count(*) over (partition by date_month) - 1) / 4.0) as bigint) as left_out
    from landing_page_years
    window
        by_rate as (
            partition by date_month
            order by {{ rate('registrations', 'prospect_sessions') }} asc, landing_page asc
        )
),

-- DECISIONS.md, "A landing page is compared with the middle of the others". Of the ranks from
-- left_out + 1 to pages - left_out all but one are the middle of the others: without the page
-- itself, or without the end that moves in where the page is beyond it.
middles as (
    select
        *,
        least(greatest(rate_rank, left_out + 1), pages - left_out) as rank_taken_out,
        sum(
            case when rate_rank between left_out + 1 and pages - left_out then sessions end
        ) over (partition by date_month) as middle_sessions,
        sum(
            case when rate_rank between left_out + 1 and pages - left_out then registrations end
        ) over (partition by date_month) as middle_registrations
    from ranked
),

compared as (
    select
        middles.date_month,
        middles.landing_page,
        middles.sessions,
        middles.registrations,
        cast(middles.middle_sessions - taken_out.sessions as bigint) as other_sessions,
        cast(middles.middle_registrations - taken_out.registrations as bigint)
            as other_registrations
    from middles
    inner join middles as taken_out
        on
            middles.date_month = taken_out.date_month
            and middles.rank_taken_out = taken_out.rate_rank
),

rates as (
    select
        *,
        {{ rate('registrations', 'sessions') }} as prospect_registration_rate,
        {{ rate('other_registrations', 'other_sessions') }} as other_prospect_registration_rate
    from compared
    where other_sessions > 0
),

final as (
    select
        date_month,
        landing_page,
        other_sessions,
        other_registrations,
        other_prospect_registration_rate,
        {{ rounded('prospect_registration_rate - other_prospect_registration_rate', 6) }}
            as rate_difference,
        {{ difference_of_shares(
            'registrations', 'sessions', 'other_registrations', 'other_sessions', 'low'
        ) }} as rate_difference_low,
        {{ difference_of_shares(
            'registrations', 'sessions', 'other_registrations', 'other_sessions', 'high'
        ) }} as rate_difference_high,
        {{ p_value_of_two_shares(
            'registrations', 'sessions', 'other_registrations', 'other_sessions'
        ) }} as p_value
    from rates
)

select * from final
