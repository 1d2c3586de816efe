with comparisons as (
    select * from {{ ref('int_marketing__landing_page_comparisons') }}
),

tests as (
    select
        date_month,
        landing_page,
        p_value,
        row_number() over by_p_value as p_value_rank,
        count(*) over (partition by date_month) as tests
    from comparisons
    where p_value is not null
    window
        by_p_value as (partition by date_month order by p_value asc, landing_page asc)
),

-- DECISIONS.md, "A landing page is compared with the middle of the others": Benjamini and Hochberg.
corrected as (
    select
        date_month,
        landing_page,
        {{ rounded(
            'least(min(p_value * tests / p_value_rank) over from_the_largest, cast(1 as double))',
            6
        ) }} as adjusted_p_value
    from tests
    window from_the_largest as (
        partition by date_month
        order by p_value_rank desc
        rows between unbounded preceding and current row
    )
),

final as (
    select
        comparisons.date_month,
        comparisons.landing_page,
        comparisons.other_sessions,
        comparisons.other_registrations,
        comparisons.other_prospect_registration_rate,
        comparisons.rate_difference,
        comparisons.rate_difference_low,
        comparisons.rate_difference_high,
        comparisons.p_value,
        corrected.adjusted_p_value,
        case
            when corrected.adjusted_p_value is null then 'too_few'
            when corrected.adjusted_p_value >= 0.05 then 'alike'
            when comparisons.rate_difference > 0 then 'better'
            else 'worse'
        end as verdict
    from comparisons
    left join corrected
        on
            comparisons.date_month = corrected.date_month
            and comparisons.landing_page = corrected.landing_page
)

select * from final
