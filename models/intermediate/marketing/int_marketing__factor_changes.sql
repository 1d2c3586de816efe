with months as (
    select * from {{ ref('int_marketing__months') }}
),

factor_months as (
    select * from {{ ref('int_marketing__factor_months') }}
),

segments as (
    select distinct
        segment_type,
        segment
    from factor_months
),

dense as (
    select
        months.date_month,
        months.is_complete,
        {{ decided_on('last_day(months.date_month)') }} <= {{ as_of_date() }} as is_decided,
        cast(extract(day from last_day(months.date_month)) as double) as days,
        segments.segment_type,
        segments.segment,
        coalesce(factor_months.visits, 0) as visits,
        coalesce(factor_months.leads, 0) as leads,
        coalesce(factor_months.won_leads, 0) as won_leads
    from months
    cross join segments
    left join factor_months
        on
            months.date_month = factor_months.date_month
            and segments.segment_type = factor_months.segment_type
            and segments.segment = factor_months.segment
),

with_steps as (
    select
        *,
        cast(
            visits - lag(visits) over segment_months as double
        ) as visits_step,
        cast(
            leads - lag(leads) over segment_months as double
        ) as leads_step
    from dense
    window segment_months as (partition by segment_type, segment order by date_month)
),

compared as (
    select
        *,
        cast(sum(visits) over quarter_before as bigint) as visits_before,
        cast(sum(leads) over quarter_before as bigint) as leads_before,
        cast(sum(won_leads) over quarter_before as bigint) as won_leads_before,
        days / sum(days) over quarter_before as length_ratio,
        count(*) over quarter_before as months_before,
        count(visits_step) over year_before as steps_before,
        avg(visits_step * visits_step) over year_before
        / nullif(2 * avg(cast(visits as double)) over year_before, 0) as visits_dispersion,
        avg(leads_step * leads_step) over year_before
        / nullif(2 * avg(cast(leads as double)) over year_before, 0) as leads_dispersion
    from with_steps
    window
        quarter_before as (
            partition by segment_type, segment
            order by date_month rows between 3 preceding and 1 preceding
        ),
        year_before as (
            partition by segment_type, segment
            order by date_month rows between 12 preceding and 1 preceding
        )
),

-- DECISIONS.md, "What is slipping": the quarter before, over as many days as the month has.
final as (
    select
        date_month,
        segment_type,
        segment,
        is_complete,
        is_decided,
        visits,
        leads,
        won_leads,
        visits_before,
        leads_before,
        won_leads_before,
        length_ratio,
        months_before = 3 as has_quarter_before,
        steps_before >= 5 as has_known_spread,
        greatest(coalesce(visits_dispersion, 1), cast(1 as double)) as visits_dispersion,
        greatest(coalesce(leads_dispersion, 1), cast(1 as double)) as leads_dispersion,
        visits > 0
        and visits_before > 0
        and leads <= visits
        and leads_before <= visits_before as is_explained_by_visits
    from compared
)

select * from final
